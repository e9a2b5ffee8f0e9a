"""The allow-list for SVG: elements and attributes by their names in SVG 1.1 and 2."""

ELEMENTS = frozenset(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath"
    " image linearGradient radialGradient stop pattern clipPath mask marker style filter feBlend"
    " feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap"
    " feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge"
    " feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile"
    " feTurbulence".split()
)
"""The elements that draw, and those that describe."""
TEXT = frozenset("text tspan textPath title desc style".split())
"""The elements that hold text."""
EXPANDING = frozenset("use pattern clipPath mask marker".split())
"""The elements through which a reference draws its target again."""

_SHAPES = (
    "x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points pathLength width height viewBox preserveAspectRatio"
    " transform transform-origin dx dy rotate textLength lengthAdjust startOffset method spacing side"
)
_PAINT = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin"
    " stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color color-interpolation"
    " color-interpolation-filters color-rendering paint-order vector-effect clip-path clip-rule mask"
    " mask-type filter display visibility overflow shape-rendering text-rendering image-rendering"
    " stop-color stop-opacity offset marker marker-start marker-mid marker-end mix-blend-mode isolation"
)
_TYPE = (
    "font-family font-size font-size-adjust font-stretch font-style font-variant font-weight"
    " letter-spacing word-spacing text-anchor text-decoration dominant-baseline alignment-baseline"
    " baseline-shift writing-mode direction unicode-bidi white-space text-orientation kerning"
)
_SERVERS = (
    "gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform"
    " clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient"
    " filterUnits primitiveUnits in in2 result mode type values tableValues slope intercept amplitude"
    " exponent operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode"
    " preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent scale"
    " xChannelSelector yChannelSelector azimuth elevation z pointsAtX pointsAtY pointsAtZ"
    " limitingConeAngle flood-color flood-opacity lighting-color stdDeviation radius baseFrequency"
    " numOctaves seed stitchTiles"
)
_ABOUT = "id class lang role aria-label aria-labelledby aria-describedby aria-hidden style media"
ATTRIBUTES = frozenset(f"{_SHAPES} {_PAINT} {_TYPE} {_SERVERS} {_ABOUT}".split())
"""The attributes without a namespace, except `href`."""
SILENT_ATTRIBUTES = frozenset(
    "version baseProfile enable-background contentScriptType contentStyleType".split()
)
"""Attributes without effect on the picture, taken off without a word."""
EDITORS = ("inkscape", "sodipodi", "sketch", "adobe", "serif", "figma", "vectornator", "boxy", "coreldraw")
"""What the namespaces of editors have in their addresses."""
