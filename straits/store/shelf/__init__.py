"""What readers save: one shelf for cohorts, questions and stories, in files of the state folder."""
