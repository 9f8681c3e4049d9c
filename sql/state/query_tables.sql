-- Questions in SQL that were ever saved, and every saving of one: nothing is overwritten.
create table if not exists questions (
    query_id text primary key,
    content text not null
);
create table if not exists question_saves (
    save_id integer primary key,
    query_id text not null references questions (query_id),
    name text not null,
    description text not null,
    owner text not null,
    saved_at text not null,
    is_removed integer not null
);
