-- Views that were ever pinned, and every saving of a story: nothing is overwritten.
create table if not exists pinned_views (
    view_id text primary key,
    content blob not null
);
create table if not exists story_saves (
    save_id integer primary key,
    story_id text not null,
    name text not null,
    owner text not null,
    study text not null,
    saved_at text not null,
    views text not null,
    is_removed integer not null
);
