"""The drawing's type and colours. Letters all have one width, so that a box fits its text on every machine."""

NAME, NOTE = 8.2, 6.8  # pixels a character of each size, a little more than any usual font takes
_FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

STYLE = f"""
text{{font-family:{_FONT};text-anchor:middle}}
.title{{font-size:15px;font-weight:600;text-anchor:start}}
.name{{font-size:13px;font-weight:600}}
.note{{font-size:11px}}
.legend{{font-size:11px;text-anchor:start}}
.arrow{{fill:none;stroke-width:1.4}}
.service *,.role *,.volume *{{stroke-width:1.4}}
g text{{stroke:none}}
g .lid{{fill:none}}
.page{{fill:#ffffff}}
.title,.name{{fill:#1f2328}}
.note,.legend{{fill:#59636e}}
.arrow{{stroke:#59636e}}
.tip{{fill:#59636e}}
.service rect{{fill:#ddf4ff;stroke:#0969da}}
.role polygon{{fill:#dafbe1;stroke:#1a7f37}}
.volume path{{fill:#fff8c5;stroke:#9a6700}}
@media (prefers-color-scheme:dark){{
.page{{fill:#0d1117}}
.title,.name{{fill:#f0f6fc}}
.note,.legend{{fill:#b7bdc8}}
.arrow{{stroke:#9198a1}}
.tip{{fill:#9198a1}}
.service rect{{fill:#0c2d6b;stroke:#4493f8}}
.role polygon{{fill:#0f3d1c;stroke:#3fb950}}
.volume path{{fill:#3b2a04;stroke:#d29922}}
}}
"""
