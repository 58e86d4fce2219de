-- The language its letters are written in, and the address it asked for and has not proved yet.
alter table account add column language text not null default 'en';

alter table account add column pending_email text;
