"""Phrasings that rules may be tuned on."""

SYNONYMS = {
    "residential road": ("residential street", "neighborhood street", "housing street"),
    "service road": ("access road", "service lane", "service drive"),
    "tertiary road": ("local connecting road", "tertiary route", "local through road"),
    "secondary road": ("secondary route", "secondary thoroughfare"),
    "primary road": ("main road", "primary route", "major road"),
    "track": ("vehicle track", "rural track", "cart track"),
    "path": ("trail", "pathway"),
    "footpath": ("walking path", "pedestrian path", "footway"),
    "pedestrian street": ("pedestrianized street", "walking street"),
    "residential area": ("housing area", "residential neighborhood", "residential district"),
    "forest": ("woods", "forested area", "stretch of forest"),
    "woodland": ("wooded area", "woods", "tract of woodland"),
    "farmland": ("agricultural land", "farming land", "cultivated land"),
    "grass": ("grassy area", "patch of grass", "grass-covered ground"),
    "meadow": ("meadowland", "grassland"),
    "stream": ("brook", "rivulet", "minor watercourse"),
    "river": ("watercourse", "waterway"),
    "parking lot": ("car park", "parking area", "parking facility"),
    "scrub": ("scrubland", "shrubland", "area of shrubs"),
    "pond": ("pool of water", "water body", "body of water"),
    "reservoir": ("water reservoir", "storage basin", "body of stored water"),
    "building": ("structure", "built structure"),
    "house": ("dwelling", "home", "residential building"),
    "garden": ("garden plot", "garden area"),
    "cemetery": ("burial ground", "graveyard"),
    "playground": ("play area", "children's playground"),
    "orchard": ("orchard plot", "orchard plantation"),
    "vineyard": ("vine plantation", "grape vineyard", "plot of vines"),
    "industrial area": ("industrial zone", "industrial site", "industrial district"),
}
LARGE = (
    "large",
    "big",
    "sizable",
    "substantial",
    "considerable",
    "vast",
    "huge",
    "massive",
    "largish",
    "biggish",
    "hefty",
    "gigantic",
)
SMALL = (
    "small",
    "little",
    "tiny",
    "modest",
    "compact",
    "diminutive",
    "minuscule",
    "smallish",
    "petite",
    "miniature",
    "minute",
    "slight",
)
AREA_OPENINGS = (
    (
        "In this vertical aerial photograph, {a} that is {shape} in outline takes up {share} of"
        " the frame and lies {inimage}."
    ),
    "{Inimage} lies {a}.",
    "The image presents a top-down view in which {a} covers {mostof} the ground shown.",
    "{A}, {size} and {shape}, sits {inimage} of this overhead frame.",
    "{Share} of this overhead picture belongs to {a}.",
    (
        "Looking straight down, the photograph shows {a} of {size} extent in its {image} "
        "portion, reaching the {edges} of the image."
    ),
    "This is an aerial view of {a} covering {area} within the frame.",
    (
        "Captured from directly above, the scene holds {a} known as {name} in its {compassern} "
        "part, where it accounts for {percent} of the picture."
    ),
    "A {size} feature in plan, {a} lies {inimage}.",
    "In the {corner} corner of the frame lies {a}.",
    "Along the {side} side of this overhead view lies {a}, with {area} of it inside the picture.",
    "{Mostof} the frame is filled by {a}.",
    "The photograph, taken from overhead, includes {a} named {name}.",
    (
        "An overhead image with {a} in the {compass}: {shape} in plan, it accounts for "
        "{percent} of what the frame takes in."
    ),
)
AREA_FURTHER = (
    "It is {size}.",
    "{Size} next to the frame as a whole, it takes up {share} of the image.",
    "Its outline is {shape}.",
    "In plan the shape comes out as {shape}, and the part inside the image measures {area}.",
    "Within the frame it covers {area}.",
    "It covers {mostof} the image.",
    "{Mostof} the picture falls to {the}.",
    "By area, {the} accounts for {percent} of the photograph.",
    "It meets the {edges} of the image.",
    "{The} extends to the {cedges} of the picture.",
    "Its name is {name}.",
    "The name of this feature is {name}, and it lies in the {compassern} part of the view.",
    "Its place is the {corner} corner of the frame.",
    "Its position is on the {side} side of the image.",
    "It is a feature of {size} size, {shape} in outline and positioned {inimage}.",
    "Rather {size} for a picture of this scale, {the} sits in the {image} part of the view.",
    "Its long axis runs {axis}.",
    "Set against the full extent of the photograph, it looks quite {size}.",
    "So {size} is {the} that it takes up {share} of the frame.",
    "Judged by its footprint inside the frame, {the} counts as {size}.",
    "In terms of location, it falls {inimage}.",
    "It is located in the {compass} of the scene.",
    "Its share of the frame comes to {percent}.",
    "{Share} of the picture, in short, is {the}.",
    "It lies {rel} {other}.",
    "{Other} lies {conv} {the}.",
    "It sits next to {beside}.",
    "{Beside} is found alongside it.",
    "{The} is contained within {inside}.",
    "Inside its bounds lies {contained}.",
    "{N} {plural} are counted across the image.",
    "The prevailing land cover is {cover}, at {covershare} of the image.",
    "{Cover} is the most widespread land cover in the frame, with {covershare} of the image.",
    "The frame takes in {n} {plural}, while {the} lies {rel} {other}.",
)
NON_AREA_OPENINGS = (
    "This overhead image shows {a} {inimage}.",
    (
        "{A} runs {fromto} through this aerial frame, {straight} in its course and {length} "
        "long within the picture."
    ),
    "{A}, {straight} in line, leads from the {first} to the {last} of the image.",
    "In a view taken straight down, {a} called {name} follows the {axis} direction.",
    "{Inimage} is {a}, a {size} feature within the photograph.",
    "Comparatively {size} against the frame, {a} lies in the {image} part of this aerial photo.",
    "Captured from above, {a} passes diagonally through the frame, {diagonal}.",
    "An aerial photograph with {a} of {size} size in its {compassern} part.",
    (
        "The picture, a top-down view, contains {a}; rather {size} in relation to the frame, it"
        " lies {inimage}."
    ),
    (
        "Between the {cfirst} and the {clast} of this overhead scene runs {a}, for a distance "
        "of {lengthwords}."
    ),
    "{A} takes up {mostof} this overhead picture.",
    "{Size} by the measure of the frame, {a} named {name} appears {inimage}.",
)
NON_AREA_FURTHER = (
    "Its length inside the frame is {length}.",
    "For {lengthwords} within the picture it runs {fromto}.",
    "Its course is {straight}.",
    (
        "From the {first} it makes its way to the {last} of the image, and the line that it "
        "draws on the way is {straight}."
    ),
    "In compass terms, it links the {cfirst} of the picture with the {clast}.",
    "Its alignment is {axis}.",
    "{Straight} in plan, {the} keeps to the {axis} direction over {length}.",
    "It takes a diagonal line {diagonal} of the frame.",
    "It touches the {edges} of the image.",
    "It is continued up to the {cedges} of the photograph.",
    "It bears the name {name}.",
    "This is {name}.",
    "{The} is {size}.",
    "As features of the frame go, it is rather {size}.",
    "It is of {size} dimensions when measured against the picture.",
    "{Size} is the word for it at the scale of this image.",
    "Drawn quite {size} at this scale, {the} is placed {inimage}.",
    "It occupies {mostof} the frame.",
    "A {size} element of the composition, it is positioned in the {image} portion of the view.",
    "Its place is the {compass} of the scene.",
    "It sits toward the {side} of the frame.",
    "It is found in the {corner} corner of the image.",
    "Its surface is {surface}.",
    "The maximum speed on it is {maxspeed}.",
    "With {surface} for its surface, {the} carries a speed limit of {maxspeed}.",
    "It crosses {crossed}.",
    "It runs parallel to {parallel}.",
    "It follows the edge of {alongedge}.",
    "Beside it is {beside}, and {the} lies {rel} {other}.",
    "{Other} is {conv} {the}, and {cover} takes up {covershare} of the picture.",
    "The image holds {n} {plural}.",
    "It lies within {inside}.",
)
SCENE_OPENINGS = (
    "This aerial view brings together {a1}, {a2} and {a3}.",
    (
        "The image, taken from directly overhead, shows {a1} {inimage1}, {a2} {inimage2} and "
        "{a3} {inimage3}."
    ),
    "{Mostof1} the frame is covered by {a1}, while {a2} lies {inimage2}.",
    "{A1} of {size1} extent shares the picture with {a2} and {a3}.",
    "An overhead photograph of {a1} named {name1}, joined in the frame by {a2} and {a3}.",
    "{Inimage1} lies {a1}; {inimage2} lies {a2}.",
    (
        "Rather {size1} against the frame, {a1} takes up {share1} of this picture, and {a2} is "
        "placed {inimage2}."
    ),
    "A top-down scene: {a1} in the {compass1}, {a2} in the {compass2}, {a3} in the {compass3}.",
    (
        "Three features are set out in this overhead frame, namely {a1}, {a2} and {a3}, the "
        "last of them {size3}."
    ),
    (
        "{A1} and {a2}, the former quite {size1}, the latter {inimage2}, appear together in "
        "this vertical photograph."
    ),
    (
        "Looking straight down, the picture combines {a1}, {shape1} in outline, with {a2}, "
        "which runs {fromto2}."
    ),
    (
        "In the {image1} part of this aerial photo is {a1}, a {size1} feature in the frame, and"
        " {a2} reaches the {edges2} of the image."
    ),
)
SCENE_FURTHER = (
    "{The1} is {size1}.",
    "{The1} covers {share1} of the image, {the2} {share2}.",
    "Within the frame, {the1} measures {area1}.",
    "{The2}, {shape2} in outline, lies {inimage2} and accounts for {percent2} of the picture.",
    "{Size2} by comparison with the frame, {the2} sits in the {compassern2} part of the scene.",
    "Of {size3} size, {the3} has its place {inimage3}.",
    "{Mostof1} the picture goes to {the1}.",
    "{The2} occupies {mostof2} the frame.",
    "At this scale, {the3} comes across as quite {size3}.",
    "How {size1} {the1} is shows in its share of the frame, {percent1}.",
    "{The2} runs {fromto2}.",
    "{The3} follows the {axis3} direction for {length3}, and its course is {straight3}.",
    "From the {first2} of the image, {the2} leads to the {last2}.",
    "{The1} reaches the {edges1} of the image, {the2} its {cedges2}.",
    "The name of {the1} is {name1}.",
    "{The2} is called {name2}, {the3} {name3}.",
    "The {corner1} corner is where {the1} lies.",
    "{The3} is on the {side3} side.",
    "{The2} runs {diagonal2}, for {lengthwords2} within the picture.",
    "{The2} ties the {cfirst2} of the frame to the {clast2}.",
    "The surface of {the2} is {surface2}.",
    "A maximum speed of {maxspeed2} applies on {the2}.",
    "{The1} lies {rel1} {other1}.",
    "{Other2} is {conv2} {the2}.",
    "{The2} crosses {crossed2}, whereas {the3} lies beside {beside3}.",
    "{The1} lies inside {inside1}.",
    "{The1} contains {contained1}.",
    "{The3} runs parallel to {parallel3}, and {the2} follows the edge of {alongedge2}.",
    "{N} {plural} are counted in the picture.",
    "{Cover} is the dominant land cover here and takes up {covershare} of the image.",
)
REVISION_OPENINGS = (
    "The frame, viewed from directly above, contains {a} {inimage}.",
    "{A} is located in the {compassern} part of this aerial image.",
    (
        "What this overhead photograph records is {a}, {size} when set against the frame and "
        "located {inimage}."
    ),
    "{A} takes in {mostof} this top-down view.",
    "Presented in plan, {a} lies in the {image} part of the picture and makes up {share} of it.",
    "{A} called {name} lies {inimage}.",
    "{Size} in scale, {a} belongs to the {compass} of this aerial scene.",
    "The photo shows {a}, {shape} in outline, which covers {area} of ground in the frame.",
    "There is {a}, itself quite {size}, {inimage} of the photograph.",
    "Through this overhead view runs {a}, {straight} in its course and {axis} in its alignment.",
    (
        "In this picture taken from above, {a} of {size} proportions reaches the {edges} of the"
        " image."
    ),
    "From the {first} to the {last} of the frame, {a} runs for {length}.",
    "An aerial picture: {a}, {percent} of the frame.",
    "A {size} component of this vertical view, {a} lies {inimage}.",
)
REVISION_FURTHER = (
    "In size, it is {size}.",
    "It is well described as {size}, at {share} of the picture.",
    "The extent of {the}, {size} by the standard of the frame, comes to {area} in the image.",
    "It claims {mostof} the view.",
    "Fairly {size} overall, {the} sits {inimage}.",
    "Were the frame a yardstick, {the} would count as {size}.",
    "Appearing {size} from above, it lies in the {compass} of the image.",
    "Its contour is {shape}.",
    "The part within the frame covers {area}, or {percent} of the image.",
    "It arrives at the {edges} of the image.",
    "It extends to the {cedges} of the frame.",
    "It goes by the name {name}.",
    "The course of {the} goes {fromto} and is {straight}.",
    "It runs for {length} in the frame.",
    "Measured inside the picture, its length is {lengthwords}.",
    "It goes from the {cfirst} to the {clast} of the scene.",
    "The {corner} corner is its position.",
    "It has its place on the {side} side of the picture.",
    "Its diagonal course leads {diagonal} of the frame.",
    "{Surface} is the surface of {the}, and {maxspeed} the speed limit.",
    "It lies {rel} {other}, in the {image} part of the picture.",
    "{Other} lies {conv} it.",
    "At its side lies {beside}.",
    "It is set inside {inside}.",
    "{Contained} lies within it.",
    "Crossing {crossed}, it also runs parallel to {parallel}.",
    "It accompanies the edge of {alongedge}.",
    "The image has {n} {plural}, and its dominant land cover is {cover} with {covershare}.",
)
INVENTED = (
    "Locally it goes under the name {invented}.",
    "It is part of what is called {invented}.",
    "Just next to it is {invented}.",
    "The place is identified as {invented}.",
    "A short way off lies {invented}.",
    "{invented} is the name given to it.",
)
INVENTED_NAMES = (
    "Harrowgate Lane",
    "Pellworth Green",
    "Stonebeck Hollow",
    "Cassidy Acres",
    "Larkmoor Terrace",
    "Tilbrook Meadows",
    "Old Fenwick Yard",
    "Marlowe Bend",
)
CHANGED = (
    "Juniper",
    "Weston",
    "Heron",
    "Granite",
    "Abbott",
)
ADDED = (
    "{Thing} can be made out close by.",
    "There is also {thing}.",
    "Not far from it is {thing}.",
    "{Thing} completes the scene.",
    "At its margin there is {thing}.",
    "The view further includes {thing}.",
    "Nearby, {thing} adds detail to the frame.",
    "{Thing} lies a little way off.",
)
THINGS = (
    "a windmill",
    "two cars",
    "a red tractor",
    "a swimming pool",
    "a church tower",
    "a flock of sheep",
    "a tennis court",
    "a footbridge",
    "three parked trucks",
    "a water tower",
    "a row of solar panels",
    "a wooden jetty",
    "a bus stop",
    "several hay bales",
    "a helipad",
    "a greenhouse",
    "a group of cyclists",
    "a stone wall",
    "a moored sailboat",
    "a crane",
    "a campfire pit",
    "four picnic tables",
)
KINDS = (
    "a lake",
    "a golf course",
    "a railway line",
    "a runway",
    "a quarry",
    "a stadium",
    "a harbor",
    "a beach",
    "a motorway",
    "a canal",
    "a castle",
    "a landfill",
    "a campsite",
    "a power plant",
    "a zoo",
    "a marsh",
)
LABELS = (
    "Caption: {text}",
    "**Image description:** {text}",
    "Here is a dense caption for the aerial image:\n\n{text}",
    "Sure! {text}",
    "### Caption\n{text}",
    "{text}\n\nLet me know if you would like a shorter version.",
    '"{text}"',
    "<caption>{text}</caption>",
    "{text} (Note: this caption is based on the metadata provided.)",
)
RAW = (
    "It is tagged {key}={value}.",
    "Attributes: {key}: {value}.",
    'The feature carries {key}="{value}" in the data.',
    "Its {key} tag is set to {value}.",
    "({key}={value})",
    "According to the map entry, `{key}` has the value `{value}`.",
)
SEEN = (
    "One can see that its {key} is {value}.",
    "From above, the {key} is clearly visible as {value}.",
    "The picture reveals a {key} of {value}.",
    "Its {key}, {value}, is evident from the image.",
    "Visibly, the {key} is {value}.",
    "Looking closely, the {key} can be recognized as {value}.",
    "The {key} appears to be {value}, judging by the view.",
    "As the photograph makes plain, its {key} is {value}.",
)
LANGUAGES = (
    "Das Luftbild zeigt ein Gebiet senkrecht von oben.",
    "Cette photographie aérienne montre le terrain vu d'en haut.",
    "La imagen aérea muestra el terreno desde arriba.",
    "L'immagine aerea mostra il territorio visto dall'alto.",
    "A fotografia aérea mostra o terreno visto de cima.",
    "De luchtfoto toont het gebied recht van boven.",
    "Zdjęcie lotnicze przedstawia teren widziany z góry.",
    "Flygbilden visar området rakt uppifrån.",
    "На аэрофотоснимке показана местность сверху.",
    "这张航拍图像从正上方展示了该区域。",
    "この航空写真は、その地域を真上から写しています。",
    "Hava fotoğrafı araziyi yukarıdan gösteriyor.",
)
