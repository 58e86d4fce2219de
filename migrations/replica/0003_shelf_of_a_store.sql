-- One store's shelf in the vendor's own order, without reading the others'.
create index if not exists product_store_ix on product (store_id);
