"""Phrasings that rules may be tuned on."""

SYNONYMS = {
    "residential road": ("residential street", "neighborhood street"),
    "service road": ("access road", "service lane"),
    "tertiary road": ("tertiary route", "minor connecting road"),
    "secondary road": ("secondary route", "secondary highway"),
    "primary road": ("primary route", "main road", "major road"),
    "track": ("trackway", "vehicle track"),
    "path": ("pathway", "trail"),
    "footpath": ("footway", "walking path", "pedestrian path"),
    "pedestrian street": ("pedestrianized street", "car-free street"),
    "residential area": ("housing area", "residential zone", "residential neighborhood"),
    "forest": ("wooded area", "forested area", "woods"),
    "woodland": ("wooded area", "woods"),
    "farmland": ("agricultural land", "agricultural area"),
    "grass": ("grassy area", "area of grass", "grass-covered area"),
    "meadow": ("grassy meadow", "meadow area"),
    "stream": ("brook", "creek"),
    "river": ("watercourse", "waterway"),
    "parking lot": ("car park", "parking area"),
    "scrub": ("scrubland", "shrubland"),
    "pond": ("body of water", "water body"),
    "reservoir": ("water reservoir", "storage reservoir"),
    "building": ("structure", "edifice"),
    "house": ("dwelling", "residential house"),
    "garden": ("garden area", "garden plot"),
    "cemetery": ("graveyard", "burial ground"),
    "playground": ("play area", "children's playground"),
    "orchard": ("orchard area", "orchard plantation"),
    "vineyard": ("grape-growing area", "plantation of grapevines"),
    "industrial area": ("industrial zone", "industrial district"),
}
LARGE = (
    "large",
    "sizable",
    "big",
    "substantial",
    "extensive",
)
SMALL = (
    "small",
    "smallish",
    "compact",
    "modest",
    "tiny",
)
AREA_OPENINGS = (
    "This aerial image shows {a} {inimage} of the frame, covering about {share} of it.",
    (
        "Captured from directly overhead, the scene features {a} toward the {compass}, with "
        "roughly {area} of it falling inside the frame."
    ),
    "{Inimage} of this overhead photograph one finds {a}, {shape} in outline.",
    "In this top-down view, around {percent} of the picture is given over to {a}.",
    "An aerial photograph of {name}, {a} in the {compassern} part of the image.",
    "The {corner} corner of the picture holds {a}.",
    "On the {side} side of the image there is {a}, taking up {share} of the view.",
    "{A} reaching the {edges} of the image can be seen in this aerial photo.",
    "Viewed from above, {mostof} the image is covered by {a}.",
    "We are looking straight down at {a}, which can be made out {inimage} of the picture.",
    (
        "What stands out in the {image} of this vertical photograph is {a}, whose outline is "
        "{shape}."
    ),
    (
        "Shown here from the air: {a}, some {area} of it within the picture, touching the "
        "{cedges} of the frame."
    ),
    "The bird's-eye perspective reveals {a}, {size} relative to the frame and placed {inimage}.",
    (
        "There is {a} in the {compassern} section of the scene, making up {percent} of "
        "everything the photo shows."
    ),
)
AREA_FURTHER = (
    "It accounts for approximately {share} of the total image area.",
    "Within the bounds of the picture, it spans about {area}.",
    "Its outline is {shape}.",
    "{Share} of the frame belongs to it.",
    "Its position is in the {image} of the image.",
    "It extends as far as the {edges} of the image.",
    "At the {cedges} of the photograph, it meets the border of the picture.",
    "It goes by the name of {name}.",
    "Measured against the whole picture, it amounts to {percent}.",
    "Seen from above, its footprint appears {shape}.",
    "It covers {mostof} the scene.",
    "Compared with the extent of the frame, it is {size}.",
    "You will find it {inimage} of the picture, where it occupies roughly {area}.",
    "In terms of compass directions, it sits in the {compassern} part of the view.",
    "{The}, known as {name}, can be found {inimage} of the frame.",
    "Located in the {corner} corner, it makes up {share} of what is visible.",
    "It lies on the {side} side of the picture.",
    "Inside the frame, its area comes to some {area}, or {percent} of the photo.",
    "It is {size} and {shape}, and it touches the {edges} of the image.",
    "Of everything in the picture, about {share} is taken up by {the}.",
    "Toward the {compass} of the scene is where it lies.",
    "Reaching the {cedges} of the view, it takes in around {area} of ground here.",
    "It lies {rel} {other}.",
    "{Rel} {other} is where {the} can be found.",
    "{Other} lies {conv} it.",
    "Beside it is {beside}.",
    "It sits right next to {beside}, {inimage} of the image.",
    "It lies within {inside}.",
    "{Inside} forms the setting in which it is situated.",
    "Contained within its boundaries is {contained}.",
    "It has {contained} inside it.",
    "The dominant land cover in the image is {cover}, which takes up about {covershare} of it.",
    "{N} {plural} can be counted within the frame.",
    (
        "The picture as a whole is dominated by {cover} ({covershare} of the area) and includes"
        " {n} {plural}."
    ),
)
NON_AREA_OPENINGS = (
    "This overhead image features {a} that runs {axis}.",
    "{A} runs diagonally {diagonal} in this aerial photograph.",
    "From above, {a} can be traced {fromto} over a distance of about {length}.",
    "The aerial view captures {name}, {a} located {inimage} of the frame.",
    "In this vertical photo, {a} stretches from the {first} to the {last} of the image.",
    "{Inimage} of the picture there is {a}.",
    (
        "With one end at the {cfirst} and the other at the {clast} of the scene, {a} follows "
        "its {straight} course."
    ),
    "A top-down shot in which {a} appears in the {compassern} portion of the view.",
    "Roughly {lengthwords} of {a} can be seen in this bird's-eye picture.",
    (
        "Between the {first} and the {last} of this satellite-style image runs {a}, its course "
        "{straight}."
    ),
    "The photograph, taken looking straight down, has {a} in its {image}.",
    "Called {name}, {a} leads {fromto} in this aerial scene.",
)
NON_AREA_FURTHER = (
    "It is roughly {length} long.",
    "Its course is {straight}.",
    "It starts at the {first} and ends at the {last} of the image.",
    "Its orientation is {axis}.",
    "It runs diagonally {diagonal} of the picture.",
    "Its name is {name}.",
    "Its length comes to some {lengthwords}.",
    "It heads {fromto}, and the line it draws is {straight}.",
    "Following it {fromto}, one covers about {length}.",
    "It connects the {cfirst} with the {clast} of the scene.",
    "The speed limit along it is {maxspeed} km/h.",
    "Its surface is {surface}.",
    "Traffic on it is allowed to travel at up to {maxspeed} kilometers per hour.",
    "It has a surface of {surface} and extends over approximately {length}.",
    "It is situated {inimage} of the frame.",
    "Within the picture, {the} occupies a place in the {compassern} part.",
    "Known as {name}, it is aligned {axis}.",
    "From the {last} of the image, it can be followed back to the {first}.",
    "Toward the {compass} of the photograph is where it can be found.",
    "Over its {lengthwords}, it remains {straight}.",
    "It is located {rel} {other}.",
    "As for {other}, that lies {conv} {the}.",
    "It crosses {crossed}.",
    "At one point, {crossed} and {the} intersect.",
    "Running parallel to it is {parallel}.",
    "It keeps parallel to {parallel} and is oriented {axis}.",
    "It skirts the edge of {alongedge}.",
    "The edge of {alongedge} is what it runs along.",
    "It lies beside {beside}.",
    "It is located inside {inside}.",
    "{Cover} makes up around {covershare} of the image and is its dominant land cover.",
    "The frame takes in a total of {n} {plural}.",
)
SCENE_OPENINGS = (
    "This aerial image contains {a1} {inimage1}, {a2} {inimage2}, and {a3} {inimage3}.",
    "Seen from above, the scene brings together {a1}, {a2}, and {a3}.",
    (
        "In an overhead view dominated by {cover}, we can identify {a1} {inimage1}, along with "
        "{a2} {inimage2} and {a3}."
    ),
    (
        "{Inimage1} of the photo there is {a1}, while {a2} can be found {inimage2} and {a3} "
        "{inimage3}."
    ),
    (
        "A top-down photograph in which {a1} toward the {compass1}, {a2} toward the {compass2},"
        " and {a3} toward the {compass3} can be told apart."
    ),
    (
        "Three elements structure this bird's-eye picture: {a1} ({share1} of the image), {a2}, "
        "and {a3}."
    ),
    (
        "The vertical image presents {a1} in its {image1}, {a2} in its {image2}, and {a3} in "
        "its {image3}."
    ),
    (
        "Along with {a1} covering about {share1} of the frame, this view has {a2} {inimage2} "
        "and {a3} {inimage3}."
    ),
    (
        "Besides {a1} {inimage1}, this aerial photograph shows {a2} running {axis2} and, "
        "{inimage3}, {a3}."
    ),
    "Looking straight down, one can pick out {a1}, {a2}, and {a3}, as well as {n} {plural}.",
    (
        "The picture, of which {covershare} is {cover}, includes {a1} {inimage1}, {a2} "
        "{inimage2}, and {a3} {inimage3}."
    ),
    (
        "From the air we see {a1} in the {compassern1} part of the frame, {a2} in the "
        "{compassern2} part, and {a3} in the {compassern3} part."
    ),
)
SCENE_FURTHER = (
    "About {share1} of the image is taken up by {the1}.",
    "With a share of {percent2}, {the2} can be found {inimage2} of the picture.",
    "Inside the frame, {the3} may be put at roughly {area3}.",
    "The outline of {the1} is {shape1}.",
    "{The2} runs {fromto2} and is about {length2} long.",
    "While {share1} of the view goes to {the1}, {share2} goes to {the2}.",
    "{The3} extends from the {first3} to the {last3} of the image.",
    "{The1} can be seen to extend to the {edges1} of the image.",
    "The name of {the2} is {name2}.",
    "Diagonally, {diagonal1}, runs {the1}.",
    "The course of {the2} is {straight2}, and its orientation is {axis2}.",
    "{Inimage3} of the frame, an area of about {area3} is covered by {the3}.",
    "In the {corner2} corner of the picture, one can find {the2}.",
    "The {side1} side of the image is home to {the1}.",
    (
        "Measuring approximately {lengthwords3}, {the3} links the {cfirst3} and the {clast3} of"
        " the scene."
    ),
    "Touching the {cedges2} of the view, {the2} may be placed {inimage2}.",
    "In relation to the whole frame, the extent of {the3} is {size3}.",
    "In this view, {mostof1} the image is covered by {the1}.",
    "The speed limit on {the2} is {maxspeed2} km/h.",
    "The surface of {the1} is {surface1}.",
    "{Rel1} {other1}, one finds {the1}.",
    "{Other2} can be found {conv2} {the2}.",
    "{The1} crosses {crossed1}.",
    "Parallel to {parallel3} runs {the3}.",
    "Next to {the2}, there is {beside2}.",
    "The edge of {alongedge2} is followed by {the2}.",
    "Inside {inside3}, one can locate {the3}.",
    "Within {the1}, there is {contained1}.",
    "Overall, {cover} is the prevailing land cover at around {covershare} of the image.",
    "In total, {n} {plural} appear in the picture.",
)
REVISION_OPENINGS = (
    "The image provides an aerial perspective of {a}, situated {inimage} of the frame.",
    (
        "Pictured from overhead: {a} in the {compassern} part of the scene, taking up {share} "
        "of the view."
    ),
    "Here, {a} can be recognized {inimage} of a photograph taken from above.",
    "The subject of this aerial photo is {name}, {a} in the {image} of the picture.",
    "Occupying about {percent} of the image, {a} can be seen {inimage}.",
    "In the {corner} corner of this overhead image, there is {a}, {shape} in form.",
    "{A} with an area of some {area} inside the frame can be seen in this vertical view.",
    (
        "An aerial shot shows {a} on the {side} side of the frame, extending to the {edges} of "
        "the image."
    ),
    "This view from the air includes {a} that stretches {fromto}.",
    (
        "A bird's-eye view: {a} leads from the {cfirst} to the {clast} of the image, for a "
        "length of about {length}."
    ),
    "{A} runs {axis} in this top-down photograph, and its course is {straight}.",
    "Running diagonally {diagonal}, {a} can be seen in this overhead picture.",
    "If one looks down on the scene, {mostof} it turns out to be {a}.",
    (
        "Toward the {compass} of the aerial scene, between the {first} and the {last} of the "
        "image, runs {a}."
    ),
)
REVISION_FURTHER = (
    "In all, {share} of the picture is occupied by it.",
    "It fills roughly {area} of the ground shown in the frame.",
    "Its form can be described as {shape}.",
    "It comes up to the {edges} of the image.",
    "Its extent within the picture reaches the {cedges} of the scene.",
    "It is named {name}.",
    "Expressed as a proportion of the image, it comes to {percent}.",
    "It is {size} when set against the full view.",
    "It is to be found {inimage}, that is, in the {compassern} part of the scene.",
    "It takes up {mostof} the picture.",
    "From end to end, it measures around {length}.",
    "It stretches over {lengthwords}, running {fromto}.",
    "The direction in which it runs is {axis}.",
    "It can be followed from the {first} to the {last} of the frame.",
    "It traces its {straight} line {diagonal} of the photo.",
    "A maximum speed of {maxspeed} km/h applies to it.",
    "As to its surface, it is {surface}.",
    "It is positioned {rel} {other}.",
    "{Conv} {the} is {other}.",
    "Adjoining it is {beside}.",
    "On its way, it intersects {crossed}.",
    "It and {parallel} run parallel to each other.",
    "It follows the edge of {alongedge}.",
    "It is enclosed by {inside}.",
    "It encloses {contained}.",
    "With {covershare} of the image, {cover} is the predominant type of land cover.",
    "A count of the {plural} in the picture gives {n}.",
    "Within the image there are {n} {plural}.",
)
INVENTED = (
    "Locally, it is referred to as {invented}.",
    "The road next to it is {invented}.",
    "It forms part of {invented}.",
    "This is {invented}, as seen from above.",
    "It lies a short distance from {invented}.",
    "It is named {invented} and is shown here from the air.",
)
INVENTED_NAMES = (
    "Thornwick Lane",
    "Kestrel Hollow",
    "Marlowe Park",
    "Brindle Creek",
    "Ashcombe Road",
    "St. Aldric Square",
    "Pinehurst Grounds",
    "Veldhoven Weg",
)
CHANGED = (
    "Juniper",
    "Falcon",
    "Granite",
    "Victoria",
    "Lindgren",
)
ADDED = (
    "{Thing} can be seen nearby.",
    "Close to it, there is also {thing}.",
    "The picture further includes {thing}.",
    "In the background, one notices {thing}.",
    "Not far from it, {thing} can be made out.",
    "{Thing} and some open ground complete the scene.",
    "In the opposite corner of the frame, the camera has caught {thing}.",
    "Beside it, {thing} may be spotted.",
)
THINGS = (
    "a windmill",
    "two parked cars",
    "a swimming pool",
    "a helicopter pad",
    "a lighthouse",
    "three sailboats",
    "a church with a tall steeple",
    "a herd of cows",
    "a water tower",
    "a railway bridge",
    "several tennis courts",
    "a red barn",
    "a roundabout",
    "a row of solar panels",
    "a construction crane",
    "a fountain",
    "a wooden jetty",
    "a football stadium",
    "four white trucks",
    "a group of pedestrians",
    "a power line",
    "a gas station",
)
KINDS = (
    "a lake",
    "a golf course",
    "a railway line",
    "an airport runway",
    "a quarry",
    "a beach",
    "a canal",
    "a motorway",
    "a stadium",
    "a solar farm",
    "a harbor",
    "a tennis court",
    "a greenhouse complex",
    "a swamp",
    "a shopping mall",
    "a landfill site",
)
LABELS = (
    "**Caption:** {text}",
    "Sure! Here is a caption for the image: {text}",
    "Caption 1: {text}",
    "# Aerial Image Description\n\n{text}",
    "{text}\n\nLet me know if you would like a shorter version.",
    '"{text}" (word count: 42)',
    "- {text}",
    "Based on the provided data, the description would be: {text}",
    "{text}\n\n*Note: this caption uses only the given facts.*",
)
RAW = (
    "It is tagged {key}={value}.",
    'The {key} attribute is set to "{value}".',
    "Its OSM tags include {key}={value}.",
    "The element ({key}: {value}) is shown from above.",
    "It carries the tag `{key}` with the value `{value}`.",
    "According to the map data, {key} = {value}.",
)
SEEN = (
    "One can see that its {key} is {value}.",
    "The photograph clearly shows its {key} to be {value}.",
    "From above, its {key} is visibly {value}.",
    "Judging by the picture, its {key} is {value}.",
    "As the image reveals, the {key} is {value}.",
    "Looking closely, one notices that the {key} of it is {value}.",
    "It appears in the view with a {key} of {value}.",
    "Its {key}, plainly recognizable in the aerial view, is {value}.",
)
LANGUAGES = (
    "Das Luftbild zeigt einen kleinen Teich am linken Bildrand, der von Wiesen umgeben ist.",
    "Cette vue aérienne montre une route étroite qui traverse des champs du nord au sud.",
    "La imagen aérea muestra un bosque que ocupa la mitad superior del encuadre.",
    "L'immagine aerea mostra un vigneto di forma rettangolare al centro della scena.",
    "A imagem aérea mostra uma área residencial no canto inferior direito.",
    "De luchtfoto toont een beek die van links naar rechts door het weiland loopt.",
    "Zdjęcie lotnicze przedstawia las położony w północnej części kadru.",
    "Flygbilden visar en parkeringsplats till höger om en stor byggnad.",
    "На аэрофотоснимке видна дорога, идущая с запада на восток.",
    "この航空写真には、中央に広がる農地と細い道が写っています。",
    "这张航拍图像显示了左上角的一片森林和一条小河。",
    "Havadan çekilen bu görüntüde sağ tarafta bir mezarlık yer alıyor.",
)
