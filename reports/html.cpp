#include "reports/agency_report.h"
#include "reports/document_html.h"
#include "reports/documents.h"
#include "reports/drawing.h"
#include "reports/mustache.h"
#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

// A drawing of rectangles and labels as coordinates.
base::Object drawing_view(const Drawing& drawing) {
    const auto whole = [](double value) { return static_cast<std::int64_t>(value + 0.5); };
    base::Array rectangles, labels;
    for (const Shape& shape : drawing.shapes) {
        if (const auto* rectangle = std::get_if<Rectangle>(&shape)) {
            rectangles.emplace_back(base::Object{{"x", whole(rectangle->at.x)},
                                                 {"y", whole(rectangle->at.y)},
                                                 {"width", whole(rectangle->width)},
                                                 {"height", whole(rectangle->height)},
                                                 {"marked", rectangle->fill != 0xF4F6F8}});
        } else if (const auto* label = std::get_if<Label>(&shape)) {
            labels.emplace_back(base::Object{{"x", whole(label->at.x)},
                                             {"y", whole(label->at.y)},
                                             {"end", label->anchor == Label::Anchor::end},
                                             {"text", label->text}});
        }
    }
    return {{"width", whole(drawing.width)},
            {"height", whole(drawing.height)},
            {"rectangles", std::move(rectangles)},
            {"labels", std::move(labels)}};
}

base::Array certificates_view(const AgencyLetter& report) {
    base::Array out;
    for (const CertificateEnd& end : report.certificates) {
        const int left = base::days_between(report.as_of, end.last);
        out.emplace_back(base::Object{{"site", end.site},
                                      {"last", base::show_date(end.last)},
                                      {"key", base::to_iso_date(end.last)},
                                      {"left", std::to_string(left)},
                                      {"soon", left < 30}});
    }
    return out;
}

}  // namespace

base::Result<std::string> render_html(const AgencyReport& report, const base::Catalogue& texts,
                                      const std::string& template_directory) {
    AgencyLetter letter;
    static_cast<AgencyReport&>(letter) = report;
    return render_html(letter, texts, template_directory);
}

base::Result<std::string> render_html(const AgencyLetter& report, const base::Catalogue& texts,
                                      const std::string& template_directory) {
    auto parts = load_page_parts(template_directory);
    if (!parts) return tl::unexpected(parts.error());
    base::Object view = page_view(report, texts);
    view.set("script_hash", parts->script_hash);
    view.set("certificates", certificates_view(report));
    view.set("calendar",
             report.certificates.empty()
                 ? base::Value(false)
                 : base::Value(drawing_view(drawing_of(
                       certificate_chart(report.certificates, report.as_of, Texts(texts)), texts.language()))));
    return fill_template(template_directory, "agency.html.mustache", view, texts);
}

}  // namespace attt::reports
