-- One row if a question was ever saved: its JSON.
select content
from questions
where query_id = :query_id
