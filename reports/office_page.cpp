#include "reports/office_page.h"

#include "base/value.h"
#include "reports/mustache.h"

namespace attt::reports {
namespace {

base::Array texts_of(const std::vector<std::string>& texts) {
    base::Array out;
    for (const std::string& text : texts)
        out.emplace_back(base::Object{{"text", text}});
    return out;
}

}  // namespace

base::Result<std::string> render_office_page(const OfficePage& page, const base::Catalogue& texts,
                                             const std::string& template_directory) {
    base::Array sections;
    for (const OfficePage::Section& section : page.sections) {
        base::Array rows;
        for (const std::vector<std::string>& row : section.rows)
            rows.emplace_back(base::Object{{"cells", texts_of(row)}});
        sections.emplace_back(base::Object{{"heading", section.heading},
                                           {"sentences", texts_of(section.sentences)},
                                           {"columns", texts_of(section.columns)},
                                           {"rows", std::move(rows)},
                                           {"items", texts_of(section.items)}});
    }
    const base::Object view{{"language", texts.language() == base::Language::vi ? "vi" : "en"},
                            {"office", page.office},
                            {"title", page.title},
                            {"state", page.state},
                            {"lead", page.lead},
                            {"made", page.made},
                            {"sections", std::move(sections)},
                            {"foot", page.foot}};
    return fill_template(template_directory, "office.html.mustache", base::Value(view), texts);
}

}  // namespace attt::reports
