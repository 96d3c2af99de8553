#include "app/template.h"

#include "base/workbook.h"
#include "inventory/attributes.h"
#include "inventory/words.h"

namespace attt::app {
namespace {

using inventory::ListKind;

bool is_date(std::string_view attribute) {
    constexpr std::array<std::string_view, 7> dates = {"valid_from", "valid_to", "decision_date", "antivirus_seen",
                                                       "since",      "until",    "trained"};
    return std::find(dates.begin(), dates.end(), attribute) != dates.end();
}

const inventory::WordList* words_of(ListKind kind, std::string_view attribute) {
    if (attribute == "tier") return &inventory::agency_tier_words();
    if (attribute == "kind")
        return kind == ListKind::agencies ? &inventory::agency_kind_words() : &inventory::system_kind_words();
    if (attribute == "lifecycle") return &inventory::lifecycle_words();
    if (attribute == "dossier_state") return &inventory::dossier_state_words();
    if (attribute == "real_data" || attribute == "monitored_24_7" || attribute == "antivirus_installed")
        return &inventory::yes_no_words();
    return nullptr;
}

std::vector<std::string> choices_of(ListKind kind, std::string_view attribute, base::Language language) {
    if (attribute == "level") return {"1", "2", "3", "4", "5"};
    const auto* words = words_of(kind, attribute);
    if (words == nullptr) return {};
    return language == base::Language::vi ? words->choices() : words->ids();
}

base::WorkbookValue example_of(std::string_view attribute, const std::string& text) {
    if (text.empty()) return std::monostate();
    if (!is_date(attribute)) return text;
    auto date = base::parse_date(text);
    return date ? base::WorkbookValue(*date) : base::WorkbookValue(text);
}

}  // namespace

base::Result<std::string> list_template(ListKind kind, const base::Catalogue& texts, base::Time created) {
    const std::string list(name_of(kind));
    base::WorkbookSheet sheet;
    sheet.name = texts.text("template_sheet." + list);
    base::WorkbookRow example;
    for (const inventory::Attribute& attribute : inventory::attributes_of(kind)) {
        const std::string name(attribute.name);
        base::WorkbookColumn column;
        column.heading = texts.text("template." + list + "." + name);
        if (attribute.need != inventory::Need::optional) column.heading += " (*)";
        if (is_date(name)) column.kind = base::WorkbookColumnKind::date;
        column.choices = choices_of(kind, name, texts.language());
        if (attribute.need == inventory::Need::value) column.note = texts.text("template.needed");
        sheet.columns.push_back(std::move(column));
        example.push_back(example_of(name, texts.text_or("template_example." + list + "." + name, "")));
    }
    sheet.example.push_back(std::move(example));
    base::Workbook workbook;
    workbook.title = sheet.name;
    workbook.created = created;
    workbook.sheets.push_back(std::move(sheet));
    return base::write_workbook(workbook);
}

}  // namespace attt::app
