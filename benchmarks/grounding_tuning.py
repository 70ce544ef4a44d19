"""The phrasings that rules may be tuned on."""

OPEN = (
    "The image shows {a}.",
    "{A} can be seen in this image.",
    "From above, {a} is visible.",
    "This satellite image features {a}.",
    "At the heart of the description is {a}.",
)
POSITION = (
    "It lies in the {image} of the image.",
    "It is situated in the {compassern} part of the frame.",
    "It fills the {compassern} section.",
)
SHARE = ("It covers about {share} of the image.", "Around {share} of the scene is taken by it.")
LENGTH = ("It runs for about {length}.", "Its length is roughly {length}.")
AREA = ("Its area is about {area}.", "It spans around {area}.")
AXIS = ("It runs {fromto}.", "It stretches {axis}.", "It has a {axis} orientation.")
COURSE = (
    "It goes from the {first} to the {last}.",
    "It enters at the {first} and leaves at the {last}.",
)
COUNT = ("The image holds {n} {plural}.", "There are {n} {plural}.")
RELATION = ("It lies {word} {other}.",)
FALSE_THING = ("A {thing} lies beside it.", "It borders a {thing}.")
FALSE_LABEL = ("Answer: {text}", "Sure! {text}")
FALSE_RAW = ("It is tagged {tag}.", "It has the value {tag}.")
FALSE_LANGUAGE = ("Die Straße führt durch den Wald und ist lang.", "Рядом находится лес.")
FALSE_NAME = ("It is called Elder Moor.", "Corvane Park is what it is called.")
FALSE_SEEN = ("It is visible that it has {told}.", "The image shows {told}.")
