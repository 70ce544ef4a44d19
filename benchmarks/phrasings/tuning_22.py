"""Phrasings that rules may be tuned on."""

SYNONYMS = {
    "residential road": ("residential street", "neighborhood street"),
    "service road": ("access road", "service lane"),
    "tertiary road": ("tertiary route", "road of the tertiary class"),
    "secondary road": ("secondary route", "road of the secondary class"),
    "primary road": ("primary route", "main road", "major road"),
    "track": ("vehicle track", "trackway"),
    "path": ("trail", "pathway"),
    "footpath": ("footway", "walkway", "walking path"),
    "pedestrian street": ("pedestrianized street", "street for pedestrians"),
    "residential area": ("housing area", "residential neighborhood", "residential district"),
    "forest": ("forested area", "wooded area", "tract of forest"),
    "woodland": ("wooded area", "woods", "area of trees"),
    "farmland": ("agricultural land", "farmed land", "cropland"),
    "grass": ("grassy area", "patch of grass", "area of grass"),
    "meadow": ("grassland", "meadowland"),
    "stream": ("brook", "creek", "watercourse"),
    "river": ("watercourse", "waterway"),
    "parking lot": ("car park", "parking area"),
    "scrub": ("scrubland", "shrubland", "brushland"),
    "pond": ("body of water", "body of standing water"),
    "reservoir": ("water reservoir", "water storage basin"),
    "building": ("structure", "built structure"),
    "house": ("dwelling", "home", "residential building"),
    "garden": ("garden plot", "garden area"),
    "cemetery": ("burial ground", "graveyard"),
    "playground": ("play area", "children's play area"),
    "orchard": ("orchard plot", "orchard plantation"),
    "vineyard": ("plot of grapevines", "vine plantation"),
    "industrial area": ("industrial site", "industrial zone"),
}
LARGE = (
    "large",
    "big",
    "sizable",
    "substantial",
    "considerable",
)
SMALL = (
    "small",
    "little",
    "compact",
    "modest",
    "minor",
)
AREA_OPENINGS = (
    "Looking straight down, the viewer finds {a} extending over {mostof} the picture.",
    (
        "The photograph, taken from above, has {a} {inimage}, where it takes up {share} of the "
        "frame."
    ),
    "This is a view from overhead in which {share} of the frame is given to {a}.",
    (
        "{A}, {size} in extent and {shape} in outline, can be made out {inimage} of this aerial"
        " photo."
    ),
    (
        "To picture this scene from the air, begin {inimage}, with {a} measuring {area} inside "
        "the frame."
    ),
    (
        "In the {compassern} part of this vertical photograph there is {a}, {size} in "
        "proportion to the frame."
    ),
    "The subject of this overhead image is {a}, covering {mostof} the frame.",
    "{name}, {a}, is {inimage} of this picture from the air.",
    "In the {corner} corner of this aerial image you will find {a}.",
    (
        "On the {side} side of this view from above there is {a}, with {area} of it inside the "
        "frame."
    ),
    "Here is {a} viewed from above, reaching the {edges} of the photograph.",
    (
        "This downward-looking picture includes {a} named {name}, and {mostof} the frame is "
        "taken up by it."
    ),
    "Toward the {image} of this aerial frame there is {a}, {shape} in plan.",
    (
        "A {size} feature of this overhead picture is {a}, positioned {inimage} and filling "
        "{percent} of the frame."
    ),
)
AREA_FURTHER = (
    "Measured against the whole picture, it comes to {share}.",
    "Its share of the frame is {percent}.",
    "The part of it that falls inside the frame measures {area}.",
    "It spreads over {area} within the borders of the picture.",
    "Its outline is {shape}.",
    "Traced with a fingertip, its boundary would come out {shape}.",
    "It is {size} relative to the frame.",
    "For a sense of scale, think of it as {size} within this picture.",
    "In extent it is {size}, with {area} lying inside the frame.",
    "It covers {mostof} the image.",
    "Masking it out would remove {mostof} the picture.",
    "It fills {mostof} the frame, that is, {share} of it.",
    "Its place is the {image} of the frame.",
    "Look for it {inimage}.",
    "In compass terms, it belongs to the {compassern} part of the scene.",
    "A compass laid on the picture would put it in the {compass}.",
    "It sits in the {corner} corner.",
    "It is found on the {side} side of the frame.",
    "It extends as far as the {edges} of the image.",
    "Follow it outward and you come to the {edges} of the photograph.",
    "It touches the {cedges} of the view.",
    "Its longer direction is {axis}.",
    "Its name is {name}.",
    "It goes by the name {name}.",
    "It has a surface described as {surface}.",
    "It is {rel} {other}.",
    "{Other} is {conv} it.",
    "Beside it is {beside}.",
    "It lies within {inside}.",
    "Inside its bounds there is {contained}.",
    "{The} can be placed {rel} {other}.",
    "{N} {plural} can be counted across the picture.",
    "{Cover} makes up {covershare} of the image.",
    "The dominant land cover of the frame is {cover}, at {covershare}.",
)
NON_AREA_OPENINGS = (
    "In this view from straight above, {a} runs {fromto}.",
    "{A} passes through this aerial picture {diagonal}.",
    (
        "The photograph looks down on {a}, {size} in this frame, leading from the {first} to "
        "the {last}."
    ),
    "An eye following {a} through this overhead image would travel {fromto}.",
    "This is a vertical view of {a}, {straight} in its course, {inimage} of the frame.",
    "{name}, {a}, runs between the {cfirst} and the {clast} of this aerial frame.",
    "{A} can be followed for {length} in this photograph from the air.",
    "The picture is an aerial one, and {inimage} there is {a}, {size} in relation to the whole.",
    (
        "The line to notice in this picture from overhead is {a}, aligned {axis} over {mostof} "
        "the frame."
    ),
    "A {size} element of this aerial scene, {a} is found {inimage}.",
    "From above, {a} is shown spanning {mostof} the frame.",
    "{A} takes a {straight} course across {mostof} this overhead image.",
)
NON_AREA_FURTHER = (
    "Its course is {straight}.",
    "Followed with a fingertip, it would trace a {straight} line.",
    "It runs {fromto}.",
    "It makes its way {fromto} through the frame.",
    "It is oriented {axis}.",
    "It travels {diagonal} of the picture.",
    "One end of it is at the {first} of the image and the other at the {last}.",
    "It connects the {first} with the {last} of the frame.",
    "In compass terms, it goes from the {cfirst} to the {clast}.",
    "The stretch of it inside the frame is {length} long.",
    "It measures {lengthwords} within the image.",
    "It meets the {edges} of the picture.",
    "It reaches the {cedges} of the view.",
    "It is placed {inimage} of the frame.",
    "The {image} of the photograph is where to look for it.",
    "In the setting of the whole frame it is {size}.",
    "It is best thought of as {size} in this view.",
    "As a part of the picture it can be called {size}.",
    "It spans {mostof} the image.",
    "It extends through {mostof} the frame.",
    "Its course takes in {mostof} the photograph.",
    "It carries the name {name}.",
    "The speed limit on it is {maxspeed}.",
    "Its surface is {surface}.",
    "It crosses {crossed}.",
    "Keeping parallel to it is {parallel}.",
    "It runs along the edge of {alongedge}.",
    "It passes {rel} {other}.",
    "{Other} lies {conv} {the}.",
    "At its side there is {beside}.",
    "{N} {plural} are found within the frame.",
    "The leading land cover here is {cover}, with {covershare} of the image.",
)
SCENE_OPENINGS = (
    "Three things can be named in this aerial view: {a1}, {a2} and {a3}.",
    (
        "From directly above, the picture takes in {a1} {inimage1}, {a2} {inimage2} and {a3} "
        "{inimage3}."
    ),
    "{A1} covers {mostof1} this overhead image, which also includes {a2} and {a3}.",
    (
        "This vertical photograph includes {a1}, {size1} within the frame, together with {a2} "
        "and {a3}."
    ),
    "To build the aerial scene in your mind, place {a1} {inimage1}, then {a2} {inimage2}.",
    "The aerial photo gives {share1} of its frame to {a1} and sets {a2} {inimage2}.",
    (
        "Looking down, one finds {a1} in the {compassern1} part of the image, {a2} in the "
        "{compassern2} part and {a3} in the {compassern3} part."
    ),
    "The overhead frame has {a1} over {mostof1} it, and {a2} can be found {inimage2}.",
    "{name1}, {a1}, is included in this view from the air along with {a2} and {a3}.",
    (
        "Directly below the camera there is {a1}, {size1} in extent, as well as {a2}, {size2} "
        "in extent, and {a3}."
    ),
    (
        "The aerial picture has {a1} running {fromto1}, with {a2}, {size2} in this frame, "
        "{inimage2}."
    ),
    (
        "The overhead view is shared by {a1}, {a2} and {a3}, the first of them extending over "
        "{mostof1} the picture."
    ),
)
SCENE_FURTHER = (
    "{The1} makes up {share1} of the image.",
    "The share of the frame held by {the2} is {percent2}.",
    "Inside the picture, {the1} comes to {area1}.",
    "The outline of {the1} is {shape1}.",
    "Viewed from overhead, the form of {the2} is {shape2}.",
    "In this frame {the1} can be called {size1}.",
    "{The2}, {size2} in extent, can be found {inimage2}.",
    "Compared with the whole picture, {the3} would be described as {size3}.",
    "{The1} extends over {mostof1} the image.",
    "As for {the2}, it takes in {mostof2} the frame.",
    "Cutting {the3} out would leave a gap in {mostof3} the picture.",
    "Look {inimage3} for {the3}.",
    "The place of {the2} is the {image2} of the frame.",
    "By the compass, {the3} is in the {compass3} of the scene.",
    "{The2} sits in the {corner2} corner.",
    "{The3} is on the {side3} side of the picture.",
    "{The1} reaches the {edges1} of the photograph.",
    "Out at the {cedges2} of the view, {the2} meets the border.",
    "{The2} runs {fromto2}.",
    "The alignment of {the3} is {axis3}.",
    "{The1} goes {diagonal1} of the image.",
    "From the {first2} to the {last2} of the frame, {the2} keeps a {straight2} course.",
    "The length of {the3} inside the picture is {length3}.",
    "The name of {the1} is {name1}.",
    "{The2} is called {name2}.",
    "{The1} lies {rel1} {other1}.",
    "Right by {the3} there is {beside3}.",
    "Within {the1} there is {contained1}.",
    "Counting gives {n} {plural} in the image.",
    "Over the picture as a whole, {cover} accounts for {covershare}.",
)
REVISION_OPENINGS = (
    "Viewed from above, {inimage} of the frame, there is {a}.",
    "The picture, an aerial one, presents {a} filling {percent} of it.",
    "{A}, {size} by the measure of this frame, lies {inimage} of the aerial picture.",
    "What the camera shows from overhead is {a} covering {mostof} the scene.",
    "Described plainly, this is {a} from the air, {shape} in outline.",
    "{A} called {name} is located {inimage} of this aerial photograph.",
    "The {compass} of this overhead image has {a} in it.",
    "In the {corner} corner of the view from the air there is {a}, {size} in the frame.",
    "This downward view follows {a} from the {first} to the {last}.",
    "{A} can be traced {fromto} in this picture from above, over a length of {length}.",
    "The aerial view takes in {a} with an area of {area} inside the frame.",
    "Taken from overhead, the image shows {a} across {mostof} its extent.",
    "Anyone describing this overhead photo would mention {a}, {size} and set {inimage}.",
    "Spread over {mostof} the photograph, as viewed from the air, is {a}.",
)
REVISION_FURTHER = (
    "It amounts to {share} of the picture.",
    "Within the frame, {area} of it can be measured.",
    "Reduced to a plain outline, it is {shape}.",
    "It may be described as {size} in this image.",
    "By comparison with the frame, it is {size}.",
    "On the scale of the picture, it counts as {size}.",
    "It extends across {mostof} the picture.",
    "The space given to it is {mostof} the frame.",
    "It can be found over {mostof} the view.",
    "Its spot in the picture is the {image}.",
    "It is set in the {compassern} part of the frame.",
    "The {side} side of the image is where it lies.",
    "It comes up to the {edges} of the frame.",
    "It continues to the {cedges} of the image.",
    "It heads {diagonal}, and its course is {straight}.",
    "The direction of its course is {axis}.",
    "From the {cfirst} to the {clast} of the view, it can be followed.",
    "It has a length of {lengthwords} inside the frame.",
    "It bears the name {name}.",
    "The maximum speed on it is {maxspeed}.",
    "Its place is {rel} {other}.",
    "{Other} can be found {conv} {the}.",
    "It has its place inside {inside}.",
    "On its way it crosses {crossed}.",
    "It runs parallel to {parallel}.",
    "It follows the edge of {alongedge}.",
    "The number of {plural} in the picture is {n}.",
    "In all, {covershare} of the image is {cover}.",
)
INVENTED = (
    "It is known locally as {invented}.",
    "Its name, {invented}, is the one used on signs.",
    "Right beside it is a small square called {invented}.",
    "The farm next to it is {invented}.",
    "Listeners may know it as {invented}.",
    "It adjoins {invented}, a well-known local landmark.",
)
INVENTED_NAMES = (
    "Tarrow Bank",
    "Hesselby Green",
    "Old Corrin Way",
    "Pellwick Rise",
    "Marden Hollow",
    "Quennel Place",
    "Saint Orva's Yard",
    "Duncaster End",
)
CHANGED = (
    "Harrow",
    "Linden",
    "Copper",
    "Abbott",
    "Westmere",
)
ADDED = (
    "There is also {thing}.",
    "{Thing} can be seen a short way off.",
    "Close to it one notices {thing}.",
    "{Thing} completes the picture.",
    "Off to one side there is {thing}.",
    "The image further includes {thing}.",
    "Careful listeners should also know of {thing} in the frame.",
    "Next to it stands {thing}.",
)
THINGS = (
    "a windmill",
    "two parked cars",
    "a swimming pool",
    "a flagpole",
    "a church with a spire",
    "a rowing boat",
    "three grazing horses",
    "a tennis court",
    "a water tower",
    "a railway platform",
    "a stone bridge",
    "a person with a dog",
    "a row of solar panels",
    "a greenhouse",
    "a delivery van",
    "a bus shelter",
    "a haystack",
    "a wooden jetty",
    "a fountain",
    "a construction crane",
    "a helicopter pad",
    "a picnic table",
)
KINDS = (
    "a lake",
    "a motorway",
    "an airfield",
    "a golf course",
    "a quarry",
    "a railway line",
    "a canal",
    "a beach",
    "a stadium",
    "a harbor",
    "a glacier",
    "a shopping center",
    "a sports field",
    "a marsh",
    "a school",
    "a power station",
)
LABELS = (
    "Alt text: {text}",
    "**Image description:** {text}",
    "Here is a description suitable for a screen reader: {text}",
    "# Long description\n\n{text}",
    "{text} [End of description]",
    '"{text}"',
    "ID: {text}",
    "{text}\n\nLet me know if you would like a shorter version.",
    "Sure, here is the description you asked for:\n\n{text}",
)
RAW = (
    "It is tagged {key}={value}.",
    "The map data gives {key}: {value} for it.",
    'Its attributes include "{key}" = "{value}".',
    "In the record, {key}={value} is set for it.",
    "It is the feature with {key}={value}.",
    "Tag: {key}={value}.",
)
SEEN = (
    "One can see that its {key} is {value}.",
    "The picture makes it plain that the {key} is {value}.",
    "A close look shows its {key} to be {value}.",
    "From above, its {key} is clearly {value}.",
    "Its {key} can be read off the image as {value}.",
    "In the photograph the {key} appears as {value}.",
    "As is visible from the air, the {key} is {value}.",
    "Anyone looking at the frame will notice a {key} of {value}.",
)
LANGUAGES = (
    "La photographie, prise du ciel, montre un étang entouré de prairies.",
    "Das Luftbild zeigt einen Wald, durch den ein schmaler Weg führt.",
    "La imagen aérea muestra un campo de cultivo junto a un camino.",
    "L'immagine dall'alto mostra un fiume che attraversa la campagna.",
    "A fotografia aérea mostra um bairro residencial com muitas casas.",
    "Op de luchtfoto is een weiland naast een sloot te zien.",
    "Flygbilden visar en skog med en sjö i mitten.",
    "Zdjęcie lotnicze przedstawia pole uprawne i drogę.",
    "Letecký snímek ukazuje rybník na okraji lesa.",
    "Ilmakuvassa näkyy peltoja ja kapea tie.",
    "На аэрофотоснимке виден лес и небольшая река.",
    "この航空写真には、畑と細い道が写っています。",
)
