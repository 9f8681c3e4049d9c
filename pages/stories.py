"""What do you want to show, and in which order?"""

from straits.ui.frame import page_frame
from straits.ui.stories import story_list, story_page

visit = page_frame.begin_page(__doc__, "stories")

# Ask
opened = story_page.asked()

# Answer
if opened is None:
    story_list.draw(visit)
else:
    story_page.draw(visit, opened)
