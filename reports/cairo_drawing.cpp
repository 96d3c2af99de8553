#include "reports/cairo_drawing.h"

#include <cmath>
#include <cstring>

#include "reports/shown_text.h"

namespace attt::reports {
namespace {

void set_colour(cairo_t* cairo, std::uint32_t rgb) {
    const auto part = [&](unsigned shift) { return static_cast<double>(rgb >> shift & 0xFFU) / 255.0; };
    cairo_set_source_rgb(cairo, part(16), part(8), part(0));
}

struct Artist {
    cairo_t* cairo;
    PangoContext* context;

    void operator()(const Rectangle& r) const {
        cairo_rectangle(cairo, r.at.x, r.at.y, r.width, r.height);
        set_colour(cairo, r.fill);
        if (!r.outlined) return cairo_fill(cairo);
        cairo_fill_preserve(cairo);
        set_colour(cairo, 0x3C434D);
        cairo_set_line_width(cairo, 0.6);
        cairo_stroke(cairo);
    }
    void operator()(const Stroke& s) const {
        constexpr double dashes[] = {5, 3};
        cairo_set_dash(cairo, dashes, s.dashed ? 2 : 0, 0);
        cairo_set_line_width(cairo, s.width);
        set_colour(cairo, s.colour);
        for (const Point& point : s.points)
            cairo_line_to(cairo, point.x, point.y);
        cairo_stroke(cairo);
        cairo_set_dash(cairo, dashes, 0, 0);
    }
    void operator()(const Dot& d) const {
        cairo_arc(cairo, d.at.x, d.at.y, d.radius, 0, 2 * M_PI);
        set_colour(cairo, d.colour);
        cairo_fill(cairo);
    }
    void operator()(const Label& l) const {
        const LayoutHandle layout(pango_layout_new(context));
        PangoFontDescription* font = pango_font_description_new();
        pango_font_description_set_family_static(font, sans_family);
        pango_font_description_set_absolute_size(font, l.size * PANGO_SCALE);
        if (l.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout.get(), font);
        pango_font_description_free(font);
        const std::string shown = shown_text(l.text, 400);
        pango_layout_set_text(layout.get(), shown.data(), static_cast<int>(shown.size()));
        PangoRectangle box;
        pango_layout_get_extents(layout.get(), nullptr, &box);
        const double width = pango_units_to_double(box.width);
        const double left = l.anchor == Label::Anchor::end ? width : l.anchor == Label::Anchor::middle ? width / 2 : 0;
        set_colour(cairo, l.colour);
        cairo_move_to(cairo, l.at.x - left, l.at.y - pango_units_to_double(pango_layout_get_baseline(layout.get())));
        pango_cairo_show_layout(cairo, layout.get());
    }
};

cairo_status_t append(void* out, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::unique_lock<std::mutex> hold_fonts() {
    static std::mutex mutex;
    return std::unique_lock(mutex);
}

base::Result<void> check_fonts() {
    const ContextHandle context = text_context();
    for (const char* family : {serif_family, sans_family, mono_family}) {
        PangoFontDescription* wanted = pango_font_description_new();
        pango_font_description_set_family_static(wanted, family);
        PangoFont* font = pango_context_load_font(context.get(), wanted);
        pango_font_description_free(wanted);
        bool found = false;
        if (font != nullptr) {
            PangoFontDescription* got = pango_font_describe(font);
            found = std::strcmp(pango_font_description_get_family(got), family) == 0;
            pango_font_description_free(got);
            g_object_unref(font);
        }
        if (!found)
            return base::fail(base::ErrorCode::unsupported, "report.no_fonts",
                              {{"family", family}, {"package", "fonts-liberation"}});
    }
    return {};
}

ContextHandle text_context() {
    ContextHandle context(pango_font_map_create_context(pango_cairo_font_map_get_default()));  // one a thread
    pango_cairo_context_set_resolution(context.get(), 72);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    pango_context_set_language(context.get(), pango_language_from_string("vi"));
    pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context.get(), options);
    cairo_font_options_destroy(options);
    return context;
}

void draw(cairo_t* cairo, PangoContext* context, const Drawing& drawing, Point at, double scale) {
    cairo_save(cairo);
    cairo_translate(cairo, at.x, at.y);
    cairo_scale(cairo, scale, scale);
    for (const Shape& shape : drawing.shapes)
        std::visit(Artist{cairo, context}, shape);
    cairo_restore(cairo);
}

base::Result<std::string> png_of(const Drawing& drawing, double scale) {
    const auto held = hold_fonts();
    const SurfaceHandle surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                           static_cast<int>(std::ceil(drawing.width * scale)),
                                                           static_cast<int>(std::ceil(drawing.height * scale))));
    const CairoHandle cairo(cairo_create(surface.get()));
    cairo_set_source_rgb(cairo.get(), 1, 1, 1);
    cairo_paint(cairo.get());
    const ContextHandle context = text_context();
    draw(cairo.get(), context.get(), drawing, {0, 0}, scale);
    std::string out;
    const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &out);
    if (status != CAIRO_STATUS_SUCCESS)
        return base::fail(base::ErrorCode::io, "report.no_picture", {{"reason", cairo_status_to_string(status)}});
    return out;
}

}  // namespace attt::reports
