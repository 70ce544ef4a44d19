"""Phrasings that measure: no rule was tuned on them. Look only at the figures."""

SYNONYMS = {
    "residential road": (
        "residential street",
        "neighborhood street",
        "street of a residential kind",
    ),
    "service road": ("access road", "service lane", "service way"),
    "tertiary road": ("local connecting road", "minor connecting road"),
    "secondary road": ("secondary route", "connecting road"),
    "primary road": ("main road", "major road", "primary route"),
    "track": ("vehicle track", "trackway"),
    "path": ("trail", "pathway"),
    "footpath": ("walkway", "footway", "walking path"),
    "pedestrian street": ("pedestrianized street", "walking street"),
    "residential area": ("housing area", "residential neighborhood", "residential district"),
    "forest": ("woods", "wooded area", "tree-covered area"),
    "woodland": ("wooded land", "woods", "wooded area"),
    "farmland": ("agricultural land", "cropland", "cultivated land"),
    "grass": ("grassy area", "grass-covered area", "grassed ground"),
    "meadow": ("grassy meadow", "meadowland"),
    "stream": ("brook", "creek", "small watercourse"),
    "river": ("watercourse", "waterway"),
    "parking lot": ("car park", "parking area", "vehicle parking area"),
    "scrub": ("scrubland", "shrubland", "brush"),
    "pond": ("small body of water", "small water body"),
    "reservoir": ("artificial lake", "water storage basin", "man-made lake"),
    "building": ("structure", "built structure"),
    "house": ("dwelling", "home", "residential building"),
    "garden": ("garden plot", "garden area"),
    "cemetery": ("burial ground", "graveyard"),
    "playground": ("play area", "children's play area"),
    "orchard": ("fruit orchard", "orchard land"),
    "vineyard": ("grape-growing plot", "plantation of grapevines"),
    "industrial area": ("industrial zone", "industrial site", "industrial district"),
}
LARGE = (
    "large",
    "sizable",
    "big",
    "substantial",
    "vast",
)
SMALL = (
    "small",
    "tiny",
    "modest",
    "compact",
    "diminutive",
)
AREA_OPENINGS = (
    "{A} covers {mostof} the image.",
    "In this overhead view, {a} named {name} lies toward the {image} of the frame.",
    (
        "The photo, taken from directly above, features {a}, {size} in extent and {shape} in "
        "outline."
    ),
    (
        "Measuring {area} within the frame, {a} lies in the {compassern} part of this aerial "
        "photograph."
    ),
    (
        "Seen from above, {a} takes up {percent} of the picture and reaches the {edges} of the "
        "image."
    ),
    "{Mostof} this vertical photograph is given over to {a}.",
    (
        "This is a top-down view of {a}, which accounts for {share} of the scene and looks "
        "{size} in the frame."
    ),
    "{Inimage} of the picture is {a}, {shape} in shape.",
    "The {corner} corner of the frame holds {a}, {size} in extent.",
    "{A} called {name} takes up {mostof} the frame.",
    (
        "An overhead photograph captures {a} toward the {side} side, with {area} of it inside "
        "the frame."
    ),
    (
        "The subject of this nadir image is {a}, located in the {compass} and amounting to "
        "{percent} of the view."
    ),
    "{A} stretches {axis} in this aerial scene, extending to the {edges} of the image.",
)
AREA_FURTHER = (
    "About {share} of the scene belongs to {the}.",
    "In numbers, it amounts to {percent} of the frame.",
    "Its extent inside the frame comes to {area}.",
    "{The} measures {area} within the bounds of the photo.",
    "In plan, it is {shape}.",
    "It is {size} in relation to the frame.",
    "{The} appears {size} at this scale.",
    "Its footprint in the picture is {size}.",
    "{Mostof} the scene is occupied by it.",
    "{The} accounts for {mostof} the ground shown.",
    "It extends all the way to the {edges} of the frame.",
    "Its position is in the {compass} of the frame.",
    "It is found in the {compassern} third of the picture.",
    "It sits {inimage} of the photograph.",
    "Its longer dimension runs {axis}.",
    "The {corner} corner of the view is where it is located.",
    "It lies toward the {side} of the image.",
    "{The} goes by the name {name}.",
    "It stretches diagonally {diagonal}.",
    "{The} sits within {inside}.",
    "Inside it lies {contained}.",
    "The dominant cover of the scene is {cover}, with {covershare} of the area.",
)
NON_AREA_OPENINGS = (
    "{A} named {name} runs diagonally {diagonal} of the image.",
    "{Inimage} of the photograph lies {a}, {size} relative to the frame.",
    (
        "The view from above takes in {a}, whose {straight} course measures {length} within the"
        " frame."
    ),
    "{A} extends {axis} in the {compassern} part of the picture.",
    "In this top-down photo, {a} takes up {mostof} the frame.",
    "Captured from directly overhead, {a} appears {size} and sits {inimage} of the picture.",
    "The picture features {a}, {size} in scale, in the {compass} of the frame.",
    "{A}, {lengthwords} long inside the image, runs from the {cfirst} to the {clast}.",
    "{A} known as {name} occupies {mostof} this vertical image.",
    "Looking straight down, one sees {a}, which accounts for {mostof} the image.",
)
NON_AREA_FURTHER = (
    "Its course leads {fromto}.",
    "It runs diagonally {diagonal} of the frame.",
    "Following the diagonal of the picture, it goes {diagonal}.",
    "It connects the {first} with the {last} of the image.",
    "In compass terms, it leads from the {cfirst} to the {clast}.",
    "Roughly {length} of it fall within the frame.",
    "Its length inside the image is {lengthwords}.",
    "In alignment, it is {straight}.",
    "It is {size} in comparison with the frame.",
    "{The} looks {size} from this height.",
    "Its size in the picture is best described as {size}.",
    "{Mostof} the frame is taken up by {the}.",
    "Its location is the {image} portion of the frame.",
    "It can be found in the {compass} of the scene.",
    "The {compassern} third of the picture holds {the}.",
    "{Cover} dominates the image with {covershare} of its area.",
)
SCENE_OPENINGS = (
    "{A1} covers {mostof1} the image, with {a2} {inimage2}.",
    "Viewed from overhead, {a1} occupies {share1} of the frame, while {a2} lies {inimage2}.",
    (
        "{Mostof1} this vertical photo is covered by {a1}, and {a2} is located in the "
        "{compassern2} part."
    ),
    "The photograph pairs {a1}, {size1} in extent, with {a2} {inimage2}.",
    (
        "{Cover} makes up {covershare} of this overhead scene; {a1} lies {inimage1} and {a2} "
        "{inimage2}."
    ),
    "A top-down view takes in {a1} running {fromto1} and {a2}, {size2} relative to the frame.",
    "{A1} runs diagonally {diagonal1} of the picture, and {a2} lies {inimage2}.",
    "In this nadir photo, {a1} takes up {mostof1} the view and {a2} accounts for {percent2}.",
    (
        "{N} {plural} appear in this aerial picture, together with {a1} in the {compass1} and "
        "{a2} in the {compass2}."
    ),
    "{A1} named {name1} is shown with {a2}, {size2} by comparison with the frame, {inimage2}.",
)
SCENE_FURTHER = (
    "{Percent2} of the frame belongs to {the2}.",
    "{The1} takes up {mostof1} the scene.",
    "{Mostof2} the view is filled by {the2}.",
    "{The3} accounts for {mostof3} the picture.",
    "{The1} is {size1} in relation to the frame.",
    "Seen from this height, {the2} looks {size2}.",
    "{The3} is {size3} in extent.",
    "{The1} comes to {area1} within the frame.",
    "{The2} extends to the {cedges2} of the view.",
    "{The3} lies in the {compassern3} third of the frame.",
    "From the {first1} to the {last1} of the image runs {the1}.",
    "{The2} has a speed limit of {maxspeed2}.",
    "{Length2} of {the2} lie inside the frame.",
    "The course of {the3} is {straight3}.",
    "{The2} is located {rel2} {other2}.",
    "{Other3} is found {conv3} {the3}.",
    "{The2} runs along the edge of {alongedge2}.",
    "{The3} is situated within {inside3}.",
    "{Cover} is the prevailing land cover, with {covershare} of the scene.",
)
REVISION_OPENINGS = (
    "The image is an overhead view showing {a} {inimage}.",
    "{A} fills {mostof} this aerial frame.",
    "{name}, {a}, runs {fromto} in this scene.",
    "Pictured from above is {a}, {size} in extent, toward the {side} of the frame.",
    "{A} is the focus of this vertical picture and makes up {share} of it.",
    "Running diagonally {diagonal} of the image is {a}.",
    "In the {corner} corner of this aerial photo there is {a}.",
    "{Mostof} the scene below consists of {a}.",
    "Within the frame, {a} measures {area} and looks {size}.",
    (
        "This overhead shot presents {a} aligned {axis}, with its ends at the {first} and the "
        "{last} of the image."
    ),
    "One sees {a} in the {compassern} part of the image, with {length} of it inside the frame.",
    "{A}, {size} against the frame as a whole, sits {inimage} of this top-down picture.",
    (
        "The aerial photograph records {a}, which covers {mostof} the view and touches the "
        "{edges} of the image."
    ),
    "{Cover} covers {covershare} of this image, in which {a} lies {inimage}.",
)
REVISION_FURTHER = (
    "As a share of the frame, it comes to {percent}.",
    "Within the image, its area is {area}.",
    "Measured inside the frame, it is {lengthwords} long.",
    "{The} is {size} when set against the whole picture.",
    "Its apparent size is {size}.",
    "Compared with the frame, {the} comes across as {size}.",
    "{Mostof} the photograph is devoted to {the}.",
    "It occupies {mostof} the view.",
    "It extends over {mostof} the scene.",
    "It follows its {straight} course {fromto}.",
    "The {side} side of the picture is where {the} lies.",
    "It belongs to the {corner} corner of the frame.",
    "Its place is the {image} of the image.",
    "It comes up to the {cedges} of the frame.",
    "It spans the distance between the {cfirst} and the {clast}.",
    "For its surface, it has {surface}.",
    "{The} is {rel} {other}.",
    "{Contained} lies within {the}.",
    "There are {n} {plural} in the image.",
)
INVENTED = (
    "Locals refer to it as {invented}.",
    "It carries the name {invented}.",
    "The neighboring lane is called {invented}.",
    "Next to it lies a property named {invented}.",
    "Its full name is given as {invented}.",
    "Close by is a square known as {invented}.",
)
INVENTED_NAMES = (
    "Thornbury Hollow",
    "Ashgrove Terrace",
    "Lindqvist Park",
    "Copper Heron Way",
    "Maplewick",
    "Saint Orsola Field",
    "Varden Creek",
    "Pellington Row",
)
CHANGED = (
    "Harrow",
    "Quarry",
    "Linden",
    "Bishop",
    "Falcon",
)
ADDED = (
    "{Thing} can be seen nearby.",
    "There is also {thing} in the picture.",
    "Near the middle of the frame stands {thing}.",
    "The scene also includes {thing}.",
    "{Thing} completes the view.",
    "Not far from it, one notices {thing}.",
    "A closer look reveals {thing}.",
    "Beside it, {thing} adds detail to the scene.",
)
THINGS = (
    "a windmill",
    "two cars",
    "a swimming pool",
    "a church with a tall steeple",
    "three grazing horses",
    "a row of greenhouses",
    "a tennis court",
    "a red tractor",
    "a wooden bridge",
    "a water tower",
    "several parked trucks",
    "a group of pedestrians",
    "a railway line",
    "a fountain",
    "two solar arrays",
    "a football field",
    "a stack of hay bales",
    "a small jetty",
    "a roundabout",
    "a construction crane",
    "a helipad",
    "four white tents",
)
KINDS = (
    "a lake",
    "a motorway",
    "a runway",
    "a golf course",
    "a canal",
    "a quarry",
    "a beach",
    "a stadium",
    "a harbor",
    "a railway",
    "a warehouse",
    "a marsh",
    "a school",
    "a landfill",
    "a solar farm",
    "a castle",
)
LABELS = (
    "Caption: {text}",
    "**Description:** {text}",
    "Sure! Here is a caption for the aerial image: {text}",
    "### Aerial view\n\n{text}",
    '"{text}"',
    "{text} (This description is based on the facts provided.)",
    "- {text}",
    "{text}\n\nLet me know if you would like a shorter version.",
    "Revised caption:\n{text}",
)
RAW = (
    "It is tagged {key}={value}.",
    "The feature carries the attribute {key}: {value}.",
    "In the map data, its {key} tag reads {value}.",
    "Its properties include {key}={value}.",
    'The element has "{key}" set to "{value}".',
    "According to the metadata ({key}={value}), this is its type.",
)
SEEN = (
    "One can see that its {key} is {value}.",
    "The picture clearly shows a {key} of {value}.",
    "Visibly, its {key} is {value}.",
    "From above, the {key} can be made out as {value}.",
    "The {key} of {value} is plain to see in the image.",
    "As the photograph reveals, its {key} is {value}.",
    "Judging by its appearance, the {key} is {value}.",
    "A look at the frame shows its {key} to be {value}.",
)
LANGUAGES = (
    "Das Luftbild zeigt eine Landschaft mit Feldern und einer Straße.",
    "Cette vue aérienne montre un champ bordé par un chemin.",
    "La imagen aérea muestra un camino que atraviesa los campos.",
    "L'immagine aerea mostra un bosco accanto a una strada.",
    "A imagem aérea mostra uma lagoa rodeada por árvores.",
    "De luchtfoto toont een weiland naast een smalle weg.",
    "Zdjęcie lotnicze przedstawia las i kilka domów przy drodze.",
    "Flygbilden visar en sjö i den övre delen av bilden.",
    "На аэрофотоснимке видна дорога, идущая через поле.",
    "この航空写真には、畑の間を通る道路が写っています。",
    "这张航拍图像显示了一片农田和一条道路。",
    "Hava fotoğrafında bir yolun yanında geniş bir tarla görülüyor.",
)
