// Handles of cairo and pango, and charts drawn with them. Private to the folder's writers of pdf and docx.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/error.h"
#include "reports/drawing.h"

namespace attt::reports {

struct FreeCairo {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoContext* context) const { g_object_unref(context); }
};
using CairoHandle = std::unique_ptr<cairo_t, FreeCairo>;
using SurfaceHandle = std::unique_ptr<cairo_surface_t, FreeCairo>;
using LayoutHandle = std::unique_ptr<PangoLayout, FreeCairo>;
using ContextHandle = std::unique_ptr<PangoContext, FreeCairo>;

// The family with the measures of Times New Roman that Debian has.
inline constexpr const char* serif_family = "Liberation Serif";
inline constexpr const char* sans_family = "Liberation Sans";
inline constexpr const char* mono_family = "Liberation Mono";

// Held while anything is drawn and until its surface is gone: cairo shares open faces among threads, and one thread
// closes a face that another still reads.
[[nodiscard]] std::unique_lock<std::mutex> hold_fonts();

// Fails where the families are not installed, so that no document is set in another face unnoticed. Error:
// report.no_fonts (family, package). REQUIRES: hold_fonts().
base::Result<void> check_fonts();

// A context for text of any surface, a unit a point, without hinting: the same text is as wide everywhere.
ContextHandle text_context();

// Draws within (x, y) and `scale`.
void draw(cairo_t* cairo, PangoContext* context, const Drawing& drawing, Point at, double scale);

// A PNG at `scale` pixels a unit, on white. Error: report.no_picture (reason).
base::Result<std::string> png_of(const Drawing& drawing, double scale);

}  // namespace attt::reports
