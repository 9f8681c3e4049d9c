"""Texts that a site may send as the name of anything."""

# Markdown makes links of these of itself.
ADDRESSES = (
    "http://evil.example",
    "see https://evil.example/x?y=1#z.",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "Www.evil.example/x",
    "write to me@evil.example",
    "mailto:me@evil.example",
    "[here](http://evil.example)",
    "<http://evil.example>",
    "![](http://evil.example/x.png)",
)
# The direction of text is turned, so that 0.875 reads 578.0.
TURNED = "gr\u202eoup exe.png"
UNSEEN = (
    TURNED, "S1\u200b", "a\u2066b\u2069", "soft\u00adhyphen", "\ufeffmark", "\u2028line",
    "tag\U000e0041", "\x1b[31mred", "bell\x07", "\u061cmark", "filler\u3164",
)  # fmt: skip
FORMULAS = ('=HYPERLINK("http://evil.example")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "=1+1")
