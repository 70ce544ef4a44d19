"""The phrasings that measure. No rule may be tuned on them: look only at the figures."""

OPEN = (
    "{A} dominates this aerial view.",
    "Seen from the air, {a} stands out.",
    "The scene centers its attention on {a}.",
    "What catches the eye here is {a}.",
    "This overhead shot presents {a}.",
    "{A} makes up the main feature of the view.",
    "Among the things in this picture, {a} is the most prominent.",
    "We look down on {a}.",
    "The chief subject here is {a}.",
    "Looking straight down, one finds {a}.",
)
POSITION = (
    "It sits in the {compassern} part of the image.",
    "It is located in the {image} of the scene.",
    "Its place is the {compassern} third of the frame.",
    "You will find it toward the {compass}.",
    "It occupies the {compassern} portion of the view.",
    "It lies in the {image} portion of the picture.",
)
SHARE = (
    "Roughly {share} of the frame belongs to it.",
    "It takes up some {share} of the view.",
    "In all, {share} of the scene is given over to it.",
    "It accounts for around {share} of what is shown.",
    "Its footprint amounts to nearly {share} of the picture.",
    "Approximately {share} of the image is covered by it.",
)
LENGTH = (
    "Its stretch within the frame measures around {length}.",
    "One can follow it for roughly {length}.",
    "It is some {length} in length.",
    "Over approximately {length}, it keeps to its course.",
)
AREA = (
    "It extends over approximately {area}.",
    "Its surface comes to roughly {area}.",
    "On the ground it measures close to {area}.",
    "Some {area} of ground belong to it.",
)
AXIS = (
    "Its general trend is {axis}.",
    "It is oriented {axis}.",
    "It follows a line {fromto}.",
    "It is aligned {fromto}.",
    "Its long axis points {fromto}.",
)
COURSE = (
    "It comes in at the {first} and heads for the {last}.",
    "It makes its way between the {first} and the {last} of the frame.",
    "Starting at the {first}, it arrives at the {last}.",
    "It links the {first} with the {last}.",
    "It travels from the {first} to the {last}.",
)
COUNT = (
    "There are {n} {plural} to be counted.",
    "In total, {n} {plural} are scattered around.",
    "A group of {n} {plural} completes the view.",
    "One can count {n} {plural} here.",
)
RELATION = (
    "It lies {word} {other}.",
    "It can be found {word} {other}.",
    "Its location is {word} {other}.",
)
FALSE_THING = (
    "A {thing} stands next to it.",
    "There is also a {thing} nearby.",
    "Close by, one notices a {thing}.",
)
FALSE_LABEL = (
    "Caption: {text}",
    "Here is the caption: {text}",
    "{text} Revised caption: it is here.",
)
FALSE_RAW = ("It is mapped as {tag}.", "Its {key} is {value}, {tag}.", "The area has {tag} here.")
FALSE_LANGUAGE = (
    "Es liegt in der Mitte und ist mit Bäumen bedeckt.",
    "Le paysage est traversé par une petite route dans la partie haute.",
    "Дорога проходит рядом.",
    "這裡有一條路。",
    "El terreno está cubierto por los árboles en la zona.",
)
FALSE_NAME = (
    "It is known as Harrow Combe.",
    "Locals call it Brindle Hollow.",
    "Tansley Reach is its name.",
)
FALSE_SEEN = (
    "Clearly visible is its value of {told}.",
    "One can see the {told} marked on it.",
    "The picture shows {told} for it.",
)
