-- Words of products that left are taken out of the index at once, not only marked as gone.
insert into product_words (product_words, rank) values ('secure-delete', 1);
