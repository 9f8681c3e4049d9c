-- One row per tool and gene of which the study has another tool's calls.
--
-- is_called_here says whether its diplotypes are called here too.
--
-- needs: aggregates
-- columns:
--   tool identity
--   gene_symbol identity
--   is_called_here text
select
    counts.tool,
    counts.gene_symbol,
    bool_or(genes.gene_symbol is not null) as is_called_here
from staging.pgx_tool_counts as counts
left join staging.pgx_genes as genes
    on counts.gene_symbol = genes.gene_symbol
group by counts.tool, counts.gene_symbol
order by counts.gene_symbol, counts.tool
