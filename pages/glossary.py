"""What do the words of these pages mean?"""

from straits.ui.frame import page_frame
from straits.ui.learn import glossary_view

visit = page_frame.begin_page(__doc__, "glossary")

# Ask
text = glossary_view.asked()

# Answer
glossary_view.draw(visit, text)
