-- Cohorts that were ever saved, and every saving of one: nothing is overwritten.
create table if not exists cohorts (
    cohort_id text primary key,
    tree text not null
);
create table if not exists saves (
    save_id integer primary key,
    cohort_id text not null references cohorts (cohort_id),
    name text not null,
    description text not null,
    owner text not null,
    saved_at text not null,
    study text not null,
    release_id text not null,
    n_people integer,
    is_removed integer not null
);
