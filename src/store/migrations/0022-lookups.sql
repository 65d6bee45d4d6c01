-- While a table is small, or new and without statistics, every index that begins with the connection looks as good to
-- PostgreSQL as the primary key, and a prepared statement keeps what was chosen then: looking one row up came to
-- reading all rows of the connection. Where both columns are always given, the one that tells rows apart comes first.
drop index command_by_subject;
create index command_by_subject on command (subject_id, connection_id);
drop index command_unconfirmed;
create index command_unconfirmed on command (subject_id, connection_id) where state = 'done';
drop index command_open_by_subject;
create index command_open_by_subject on command (subject_id, connection_id, id) where state in ('queued', 'sending');
drop index command_done;
create index command_done on command (done_at, connection_id) where state = 'done';
drop index approval_by_subject;
create index approval_by_subject on approval (subject_id, connection_id);
drop index run_by_subject;
create index run_by_subject on run (subject_id, connection_id, decided_at desc);
drop index task_by_state;
create index task_by_state on task (state, connection_id, opened_at);
drop index coupa_approval_by_document;
create index coupa_approval_by_document on coupa_approval (approvable_id, approvable_type, connection_id);
drop index coupa_comment_by_document;
create index coupa_comment_by_document on coupa_comment (commentable_id, commentable_type, connection_id);
drop index purchase_order_by_number;
create index purchase_order_by_number on purchase_order (po_number, connection_id);
drop index invoice_by_number;
create index invoice_by_number on invoice (supplier_id, connection_id, invoice_number);
drop index invoice_by_supplier;
create index invoice_by_supplier on invoice (supplier_id, connection_id, updated_at desc, id desc);
drop index invoice_by_status;
create index invoice_by_status on invoice (status, connection_id, updated_at desc, id desc);
-- Lists of invoices are read in these orders, so here the connection must come first. Of indexes that look alike
-- PostgreSQL takes the youngest, which the key thereby is.
alter table invoice drop constraint invoice_pkey;
alter table invoice add primary key (connection_id, id);
