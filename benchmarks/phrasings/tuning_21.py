"""Phrasings that rules may be tuned on."""

SYNONYMS = {
    "residential road": ("residential street", "neighborhood street", "road through housing"),
    "service road": ("access road", "service lane", "access lane"),
    "tertiary road": ("minor connecting road", "local through road", "lesser connector road"),
    "secondary road": ("connecting road", "through road", "connector road"),
    "primary road": ("major road", "main road", "principal road"),
    "track": ("trackway", "vehicle track", "cart track"),
    "path": ("trail", "pathway", "walking trail"),
    "footpath": ("walking path", "footway", "pedestrian path"),
    "pedestrian street": ("pedestrianized street", "walking street", "street for pedestrians"),
    "residential area": ("housing area", "residential district", "residential neighborhood"),
    "forest": ("wooded area", "woods", "tree-covered area"),
    "woodland": ("wooded area", "woods", "tract of trees"),
    "farmland": ("agricultural land", "cropland", "cultivated land"),
    "grass": ("grassy area", "patch of grass", "grass-covered area"),
    "meadow": ("grassy meadow", "grassland", "meadowland"),
    "stream": ("brook", "small watercourse", "creek"),
    "river": ("watercourse", "waterway", "flowing river"),
    "parking lot": ("car park", "parking area", "vehicle parking area"),
    "scrub": ("scrubland", "shrubland", "brushland"),
    "pond": ("small body of water", "pool of water", "small water body"),
    "reservoir": ("water reservoir", "water storage basin", "storage reservoir"),
    "building": ("structure", "built structure", "edifice"),
    "house": ("dwelling", "home", "residential building"),
    "garden": ("garden plot", "garden area", "planted garden"),
    "cemetery": ("burial ground", "graveyard", "burial place"),
    "playground": ("play area", "children's play area", "play space"),
    "orchard": ("fruit-tree plantation", "orchard plot", "grove of orchard trees"),
    "vineyard": ("grapevine plantation", "vine-growing plot", "plot of grapevines"),
    "industrial area": ("industrial zone", "industrial estate", "industrial district"),
}
LARGE = (
    "large",
    "big",
    "sizeable",
    "substantial",
    "broad",
)
SMALL = (
    "small",
    "tiny",
    "modest",
    "diminutive",
    "smallish",
)
AREA_OPENINGS = (
    (
        "This overhead photograph captures {a} {inimage}, {shape} in outline and covering "
        "{share} of the frame."
    ),
    "{Inimage} of this nadir view one finds {a}, {size} in extent.",
    (
        "In a picture taken straight from above, the {compassern} portion holds {a}, with about"
        " {area} of it inside the frame."
    ),
    "Filling {mostof} the image, {a} can be made out {inimage}.",
    "{Mostof} this top-down picture is occupied by {a}, {shape} in plan.",
    (
        "An aerial photograph of {name}, {a} touching the {edges} of the image and covering "
        "{mostof} it."
    ),
    "What this vertical image presents {inimage} is {a}, {size} when set against the frame.",
    (
        "From directly overhead, {a} can be seen in the {corner} corner of the frame, {shape} "
        "and with roughly {area} within the image."
    ),
    (
        "Toward the {compass} of this top-down scene, {a} can be observed, taking in {percent} "
        "of the view."
    ),
    "In this bird's-eye image, {share} of the ground belongs to {a}, {shape} in outline.",
    "On the {side} side of the picture, the view from above shows {a}, {size} and {shape}.",
    (
        "The subject of this aerial frame is {a} {inimage}; the part inside the image measures "
        "about {area}."
    ),
    (
        "This image depicts {a} whose boundary is {shape}, set {inimage} and amounting to "
        "{share} of the total surface shown."
    ),
    (
        "Look to the {compassern} third of this overhead image and you will find {a}, {size} in"
        " extent."
    ),
)
AREA_FURTHER = (
    "Its outline is {shape}, and it takes up {share} of the frame.",
    "Within the image it measures approximately {area}.",
    "Expressed as a proportion, it accounts for {percent} of the picture.",
    "It is {size} in extent, and it fills {mostof} the image.",
    "{Mostof} the view is given over to it.",
    "Relative to the frame, it is {size}.",
    "It runs right up to the {edges} of the photograph.",
    "In compass terms, it touches the {cedges} of the view.",
    "It sits in the {compassern} part of the image.",
    "One may locate it toward the {compass} of the scene.",
    "The {corner} corner of the frame is where it sits, {shape} in plan.",
    "Its place is on the {side} side of the picture.",
    "All told, {share} of the pictured ground falls within its limits.",
    "Known as {name}, it is {shape} in form.",
    "Its name is {name}.",
    "Seen in plan, it has a form that is {shape}, and about {area} of it falls inside the frame.",
    "To the extent that the frame shows it, it spans some {area}, or {percent} of the whole.",
    "It covers {mostof} the frame, meeting the {edges} of the picture.",
    (
        "Judged against the rest of the picture, it is a {size} feature with an outline that is"
        " {shape}."
    ),
    "Of the whole frame, {share} goes to it.",
    "It is positioned {inimage} of the image, with a footprint of {area} within the frame.",
    "It lies next to {beside}.",
    "{Beside} can be found alongside it.",
    "It is situated {rel} {other}.",
    "{Other}, in turn, is {conv} {the}.",
    "Of {the} and {other}, the former lies {rel} the latter.",
    "It is set within {inside}.",
    "{Inside} encompasses it.",
    "Inside its limits is {contained}.",
    "It contains {contained}.",
    "The dominant land cover of the scene is {cover}, with {covershare} of the image.",
    "{Cover} prevails in the picture, making up {covershare} of it.",
    "{N} {plural} can be counted within the frame.",
    "Also present in the image are {n} {plural}.",
)
NON_AREA_OPENINGS = (
    "In this top-down image, {a} can be traced diagonally, {diagonal}.",
    (
        "Running {fromto} in this aerial view, {a} can be seen linking the {first} with the "
        "{last} of the frame."
    ),
    (
        "From the {first} to the {last} of this overhead picture stretches {a}, {straight} in "
        "its course."
    ),
    "{Inimage} of this vertical photograph, {a} can be identified, {size} in extent.",
    "This aerial photograph features {name}, {a} measuring {length} within the image.",
    "The overhead frame records {a} whose alignment is {axis} and whose course is {straight}.",
    "Captured from directly above, {a} can be seen taking up {mostof} the image.",
    (
        "Between the {cfirst} and the {clast} of this bird's-eye scene, {a} can be followed for"
        " {lengthwords}."
    ),
    (
        "The {compassern} portion of this nadir image includes {a}, {size} by the measure of "
        "the frame."
    ),
    "{Mostof} this straight-down picture is occupied by {a} {inimage}.",
    (
        "Looking straight down, one finds {a} {inimage}, a {size} feature that takes up "
        "{mostof} the view."
    ),
    (
        "Toward the {compass} of this image taken from overhead, there is {a}, {straight} and "
        "oriented {axis}."
    ),
)
NON_AREA_FURTHER = (
    "It runs diagonally {diagonal}.",
    "Its course, which is {straight}, leads {fromto}.",
    "Its orientation is {axis}.",
    "It extends over {length} within the frame.",
    "Spelled out, its length inside the image comes to {lengthwords}.",
    "One end of it lies at the {first} of the picture, the other at the {last}.",
    "Of the {cfirst} and the {clast} of the image, it links the former to the latter.",
    "It meets the frame at the {edges} of the image.",
    "By the compass, it reaches the {cedges} of the picture.",
    "It is {straight} in alignment, with {length} of it inside the image.",
    "It bears the name {name}.",
    "{Name} is what it is called, and its axis is {axis}.",
    "It occupies {mostof} the image.",
    "{Mostof} the picture is taken up by it, a {size} feature of the view.",
    "It is {size} compared with the frame.",
    "In extent it is {size}, and it lies {inimage} of the picture.",
    "It accounts for {mostof} the frame, its line being {straight}.",
    "It is found in the {corner} corner of the image.",
    "It is located on the {side} side of the frame.",
    "Look to the {compass} of the image, in its {compassern} part, to find it.",
    "The permitted maximum speed on it is {maxspeed} km/h.",
    "In terms of surface, it is {surface}.",
    "It crosses {crossed}.",
    "{Crossed} is crossed by {the}.",
    "Parallel to it runs {parallel}.",
    "Along the edge of {alongedge} is where it runs.",
    "It lies {rel} {other}, which is thus {conv} it.",
    "Of {other} and {the}, the former is {conv} the latter.",
    "Beside it is {beside}.",
    "It lies within {inside}.",
    "{Cover} is the prevailing land cover, at {covershare} of the image.",
    "A count of the image gives {n} {plural}.",
)
SCENE_OPENINGS = (
    "This aerial image brings together {a1} {inimage1}, {a2} {inimage2} and {a3} {inimage3}.",
    "Three elements of this overhead view may be listed: {a1}, {a2}, and {a3}.",
    "{A1} and {a2} share this top-down frame, the former {inimage1}, the latter {inimage2}.",
    (
        "{Inimage1} of this vertical photograph, {a1} can be seen; {inimage2}, {a2}; and "
        "{inimage3}, {a3}."
    ),
    "{Mostof1} this bird's-eye picture is occupied by {a1}, while {a2} can be found {inimage2}.",
    "Covering {mostof1} the frame, {a1} may be seen together with {a2} and {a3}.",
    (
        "The view from above takes in {a1}, {size1} in extent, as well as {a2} {inimage2} and "
        "{a3} {inimage3}."
    ),
    (
        "In this straight-down scene, {a1} ({size1}, {shape1}) can be told apart from {a2} "
        "{inimage2}."
    ),
    (
        "Its {compassern1} part holding {a1} and its {compassern2} part {a2}, this nadir image "
        "also includes {a3}."
    ),
    (
        "With {share1} of the frame given over to {a1}, this aerial picture also shows {a2} and"
        " {a3}."
    ),
    (
        "{A1}, {size1} in extent and filling {mostof1} the image, can be seen from above along "
        "with {a2}."
    ),
    "Running {diagonal1} in this overhead frame is {a1}, while {a2} can be observed {inimage2}.",
)
SCENE_FURTHER = (
    "{The1} can be found {inimage1}, {the2} {inimage2}.",
    "Of the image, {share1} belongs to {the1} and {share2} to {the2}.",
    "The outline of {the1} is {shape1}, and about {area1} of {the1} falls inside the frame.",
    "About {area2} of the pictured ground belongs to {the2}.",
    "{Mostof1} the frame is covered by {the1}.",
    "To {the2} goes {mostof2} the picture.",
    "One may call {the1} {size1} in extent.",
    "Set against the frame, the extent of {the2} is {size2}.",
    "The extent of {the3} is {size3}, with {mostof3} the image covered.",
    "The course of {the1} is {straight1}, its alignment {axis1}.",
    "From the {first2} to the {last2} of the picture, {the2} can be followed.",
    "The {cfirst1} and the {clast1} of the view are linked by {the1}.",
    "One can trace {the1} {fromto1} for {length1} within the frame.",
    (
        "The course of {the3}, with a length of {lengthwords3} inside the image, is diagonal, "
        "{diagonal3}."
    ),
    "At the {edges1} of the image, {the1} can be seen meeting the frame.",
    "The frame cuts across {the2} at the {cedges2} of the image.",
    "The name of {the1} is {name1}, that of {the2} {name2}.",
    "The {corner2} corner of the frame is the place of {the2}.",
    "Whereas {the1} can be found on the {side1} side, {the3} can be found toward the {compass3}.",
    "As a percentage, the portion of the image under {the1} comes to {percent1}.",
    "A limit of {maxspeed1} km/h applies to {the1}, and the surface is {surface1}.",
    "The position of {the2} is {rel2} {other2}.",
    "{Other1} is {conv1} {the1}.",
    "{The2} crosses {crossed2}.",
    "{The1} runs parallel to {parallel1}.",
    "Next to {the3} is {beside3}.",
    "Around {the2} is {inside2}, and within the limits of {the2} is {contained2}.",
    "{The3} follows the edge of {alongedge3}.",
    "Of all land covers in the image, {cover} is the dominant one, at {covershare}.",
    "The tally of {plural} in the image is {n}.",
)
REVISION_OPENINGS = (
    "Occupying {share} of this aerial picture is {a}, {shape} in form, situated {inimage}.",
    "{A} can be picked out {inimage} of this overhead image.",
    (
        "A top-down photograph shows {a}, {size} in extent, in the {compassern} section of the "
        "frame."
    ),
    "Covering {mostof} this vertical view, {a} can be discerned.",
    (
        "Here, as seen from above, {a} can be followed {fromto}, from the {first} to the {last}"
        " of the image."
    ),
    (
        "The {image} portion of this aerial frame is home to {a}, {size} next to the frame as a"
        " whole."
    ),
    "{Name}, {a}, is shown from directly overhead, {inimage} of the picture.",
    "Of everything in this straight-down photograph, {mostof} it is taken up by {a}.",
    "This bird's-eye picture presents {a} on a diagonal course, {diagonal}.",
    "A {size} feature of this nadir image, {a} may be found toward the {compass}.",
    (
        "Within this overhead scene, {a} can be seen reaching the {edges} of the image and "
        "filling {mostof} the frame."
    ),
    (
        "Shown in plan view, {a} can be found in the {image} part of the picture, with some "
        "{area} inside its borders."
    ),
    "For {length}, this aerial image lets one follow {a}, {straight} in course.",
    "Set in the {corner} corner of this overhead image is {a}, {percent} of the frame in extent.",
)
REVISION_FURTHER = (
    "It takes up {mostof} the picture.",
    "{Mostof} the ground on view lies within it.",
    "It is {size} in relation to the image, filling {mostof} it.",
    "By comparison with the frame it is {size}, and its form is {shape}.",
    "A {size} element of the view, it lies {inimage}.",
    "Its area within the frame is roughly {area}.",
    (
        "Measured against the full frame, it represents {share} of the area, and its outline is"
        " {shape}."
    ),
    "In figures, that is {percent} of the image for {the}.",
    "Where the frame ends, at the {edges} of the image, it is still present.",
    "It extends as far as the {cedges} of the image.",
    "It can be placed in the {image} part of the picture, that is, in its {compassern} part.",
    "It goes by the name {name}.",
    "The line that it follows is {straight} and its direction {axis}.",
    "It runs from the {cfirst} to the {clast}, a distance of {lengthwords} inside the image.",
    "It leads {fromto}, with {length} of it in the picture.",
    "Starting from the {first} of the picture, one can follow it to the {last}.",
    "On it, the maximum speed is {maxspeed} km/h.",
    "Its surface is {surface}.",
    "On the {side} side of the image is where it belongs.",
    "It intersects {crossed}.",
    "It is parallel to {parallel}.",
    "It traces the edge of {alongedge}.",
    "To be exact about position, it is {rel} {other}, and {other} is {conv} it.",
    "{Beside} lies beside it.",
    "It is contained in {inside}.",
    "Within it lies {contained}.",
    "Among land covers, first place goes to {cover}, on {covershare} of the image.",
    "In number, the {plural} in the image come to {n}.",
)
INVENTED = (
    "It is known as {invented}.",
    "Locally, the name {invented} is used for it.",
    "This is {invented}, as it appears from above.",
    "Immediately adjacent to it is {invented}.",
    "Its nearest neighbor goes by the name of {invented}.",
    "It forms part of what is called {invented}.",
)
INVENTED_NAMES = (
    "Thornbury Close",
    "Marlow Ridge",
    "Kestrel Hollow",
    "Wexcombe Fields",
    "Larkspur Avenue",
    "Old Tannery Yard",
    "Saint Odo Park",
    "Pellman Creek",
)
CHANGED = (
    "Hazelton",
    "Brackley",
    "Upper",
    "Whitmore",
    "Falcon",
)
ADDED = (
    "{Thing} can be seen close by.",
    "Near the edge of the frame, one can make out {thing}.",
    "The image also shows {thing}.",
    "Next to it, {thing} can be found.",
    "{Thing} may be observed a short distance away.",
    "The scene further includes {thing} in the upper part.",
    "Casting a faint shadow, {thing} can be recognized toward the bottom.",
    "Between the center and the border, the photograph captures {thing}.",
)
THINGS = (
    "a windmill",
    "two cars",
    "a swimming pool",
    "a row of parked trucks",
    "three sailing boats",
    "a tennis court",
    "a water tower",
    "a herd of cattle",
    "a wooden footbridge",
    "several greenhouses",
    "a church steeple",
    "a radio mast",
    "four grain silos",
    "a roundabout",
    "a crane",
    "a group of pedestrians",
    "a helipad",
    "two haystacks",
    "a fountain",
    "an excavator",
    "a jetty",
    "an array of solar panels",
)
KINDS = (
    "a lake",
    "a railway line",
    "an airfield",
    "a quarry",
    "a golf course",
    "a sports stadium",
    "a canal",
    "a marsh",
    "a beach",
    "a shopping mall",
    "a motorway",
    "a harbor",
    "a landfill",
    "a power station",
    "a runway",
    "a castle",
)
LABELS = (
    "Caption: {text}",
    "**Description:** {text}",
    "Sure! Here is a dense caption for the aerial image: {text}",
    "## Aerial view\n\n{text}",
    "- {text}",
    '"{text}" (approx. one paragraph, as requested)',
    "{text}\n\nLet me know if you would like a shorter version.",
    "Revised caption -> {text}",
    "{text} [Note: this caption is based on the metadata provided.]",
)
RAW = (
    "It is tagged {key}={value}.",
    'The attribute {key} has been set to "{value}" for it.',
    "Tags: {key}={value}.",
    "The element ({key}: {value}) is part of the image.",
    "In the data, `{key}` = `{value}`.",
    "Its {key} tag reads {value}.",
)
SEEN = (
    "One can see that its {key} is {value}.",
    "From above it is plainly visible that the {key} is {value}.",
    "The picture makes clear a {key} of {value}.",
    "Judging by its appearance in the photo, its {key} is {value}.",
    "Visually, a {key} of {value} can be recognized.",
    "As the image reveals, the {key} here is {value}.",
    "Its look from the air shows {value} as its {key}.",
    "A close look at the frame discloses that its {key} is {value}.",
)
LANGUAGES = (
    "Cette image aérienne montre un étang bordé d'arbres dans la partie supérieure gauche.",
    "Das Luftbild zeigt eine Wohnstraße, die von Westen nach Osten verläuft.",
    "En esta fotografía aérea se observa un campo de cultivo que ocupa la mitad de la imagen.",
    "L'immagine dall'alto mostra un bosco di forma irregolare nell'angolo in basso a destra.",
    "Nesta vista aérea, um rio atravessa a imagem na diagonal.",
    "Op deze luchtfoto is een parkeerplaats te zien aan de rechterkant van het beeld.",
    "Na zdjęciu lotniczym widać łąkę zajmującą jedną czwartą kadru.",
    "Flygbilden visar en rak grusväg som löper från norr till söder.",
    "На аэрофотоснимке виден лес, занимающий большую часть кадра.",
    "这张航拍图像的中央有一片形状不规则的农田。",
    "この空中写真の左上には小さな池が写っている。",
    "Bu hava fotoğrafında, sağ üst köşede bir mezarlık görülmektedir.",
)
