-- How many standard errors a 95 % interval reaches to either side: the normal's 97.5 % point.
create macro z_95() as 1.959963984540054
