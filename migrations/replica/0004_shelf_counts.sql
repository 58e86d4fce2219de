-- One store's shelf in the vendor's own order, counted without reading a product.
create index if not exists product_visible_ix on product (store_id) where is_active = 1 and removed_at_us is null;
drop index if exists product_store_ix;

-- What visitors may not see: in their own replicas nothing, so hits of the index of words need no second look.
create index if not exists product_hidden_ix on product (store_id) where is_active = 0 or removed_at_us is not null;
