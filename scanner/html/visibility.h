// Which parts of a page a reader does not see, and by what means: from the page's own styles, without drawing it.
#pragma once

#include <string_view>
#include <vector>

#include "scanner/html/css.h"
#include "scanner/html/document.h"

namespace attt::scanner::html {

// How a text or link is kept from the reader. The names are values of facts.
enum class Concealment {
    none,
    display,     // display:none, the attribute hidden, <template>
    visibility,  // visibility:hidden or collapse
    opacity,     // opacity near 0
    collapsed,   // a box without height or width that hides what overflows
    font_size,   // letters of at most 2 pixels
    tiny_box,    // a box of at most 2 pixels that hides what overflows
    off_screen,  // moved 400 pixels or more out of the page
    clipped,     // clip or clip-path to nothing
    colour,      // text in the colour of its background, or transparent
    noscript,    // shown only without scripts
    empty,       // a link without anything to see or to click on
};
std::string_view name_of(Concealment concealment);

// Ways that ordinary pages use for menus and panels that open: display, visibility, opacity, collapsed.
bool is_ordinary(Concealment concealment);

// For each node of the document how it is hidden; of several ways the outermost. `sheet` holds the style sheets known
// beside those in the page. Elements that the page's scripts hide by their id at once count as display.
std::vector<Concealment> concealments(const Document& document, StyleSheet sheet);

}  // namespace attt::scanner::html
