// The sheet of self-assessment, out and back.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/controls.h"
#include "base/text.h"

namespace attt::app {
namespace {

using model::ControlAssessment;

std::vector<std::string> words_of_results(const base::Catalogue& texts) {
    std::vector<std::string> out;
    for (const std::string_view name : model::control_result_names)
        out.push_back(texts.text("control_result." + std::string(name)));
    return out;
}

std::optional<model::ControlResult> result_in(std::string_view word, const base::Catalogue& texts) {
    const std::string folded = base::fold(word);
    for (const std::string_view name : model::control_result_names) {
        if (folded == base::fold(name) || folded == base::fold(texts.text("control_result." + std::string(name))))
            return model::control_result_of(name);
    }
    return std::nullopt;
}

std::string products_in_words(const rules::ControlStatus& status, const base::Catalogue& texts) {
    std::vector<std::string> out;
    for (const rules::NeededProduct& needed : status.products) {
        std::string words = needed.product->text.in(texts.language());
        if (needed.needed == rules::Truth::unknown) words += " (" + texts.text("control.product_unclear") + ")";
        out.push_back(std::move(words));
    }
    return fmt::format("{}", fmt::join(out, "; "));
}

std::string automatic_in_words(const rules::ControlStatus& status, const rules::RuleSet& rules,
                               const base::Catalogue& texts) {
    const rules::AutomaticEvidence& own = status.automatic;
    if (own.passed + own.failed + own.unknown == 0) return {};
    std::string out = texts.text("control.automatic", {{"passed", std::to_string(own.passed)},
                                                       {"failed", std::to_string(own.failed)},
                                                       {"unknown", std::to_string(own.unknown)}});
    std::vector<std::string> titles;
    for (const std::string& id : own.failing) {
        const rules::Rule* rule = rules.rule(id);
        titles.push_back(rule == nullptr ? id : rule->title.in(texts.language()));
    }
    if (!titles.empty()) out += ": " + fmt::format("{}", fmt::join(titles, "; "));
    return out;
}

std::string date_text(const std::optional<base::Date>& date) {
    return date ? base::show_date(*date) : std::string();
}

struct ControlColumns {
    std::optional<std::size_t> system, control, result, reason, evidence, compensation, assessed_on, expires, assessor;

    explicit ControlColumns(const base::Table& table)
        : system(column_of(table, {"Mã hệ thống", "System"})),
          control(column_of(table, {"Mã yêu cầu", "Control"})),
          result(column_of(table, {"Kết quả", "Result"})),
          reason(column_of(table, {"Lý do", "Reason"})),
          evidence(column_of(table, {"Minh chứng", "Evidence"})),
          compensation(column_of(table, {"Biện pháp bù đắp", "Compensation"})),
          assessed_on(column_of(table, {"Ngày đánh giá", "Assessed on"})),
          expires(column_of(table, {"Hiệu lực đến", "Holds until"})),
          assessor(column_of(table, {"Vị trí người đánh giá", "Assessor's post"})) {}
    bool usable() const { return system && control && result; }
};

base::Result<std::optional<base::Date>> date_in(const std::string& text) {
    if (text.empty()) return std::nullopt;
    auto date = base::parse_date(text);
    if (!date) return tl::unexpected(date.error());
    return *date;
}

base::Result<ControlAssessment> assessment_of(const base::TableRow& row, const ControlColumns& columns,
                                              const base::Catalogue& texts) {
    ControlAssessment out;
    out.system = cell(row, columns.system);
    out.control = cell(row, columns.control);
    const auto result = result_in(cell(row, columns.result), texts);
    if (!result)
        return base::fail(base::ErrorCode::bad_input, "control.bad_result",
                          {{"value", cell(row, columns.result)},
                           {"known", fmt::format("{}", fmt::join(words_of_results(texts), ", "))}});
    out.result = *result;
    out.reason = cell(row, columns.reason);
    out.evidence = cell(row, columns.evidence);
    out.compensation = cell(row, columns.compensation);
    out.assessor = cell(row, columns.assessor);
    auto assessed = date_in(cell(row, columns.assessed_on));
    if (!assessed) return tl::unexpected(assessed.error());
    auto expires = date_in(cell(row, columns.expires));
    if (!expires) return tl::unexpected(expires.error());
    out.assessed_on = *assessed;
    out.expires = *expires;
    return out;
}

const rules::ControlCatalogue* catalogue_with(const LevelData& data, const std::string& control) {
    for (const rules::ControlCatalogue& catalogue : data.controls.catalogues) {
        if (catalogue.control(control) != nullptr) return &catalogue;
    }
    return data.controls.catalogues.empty() ? nullptr : &data.controls.catalogues.front();
}

}  // namespace

Sheet control_sheet(const std::vector<ControlView>& views, const rules::RuleSet& rules, const base::Catalogue& texts) {
    const auto heading = [&](const char* id) { return texts.text(std::string("sheet.") + id); };
    Sheet sheet;
    sheet.name = texts.text("sheet.controls");
    sheet.columns = {{heading("system"), {}, 16},       {heading("system_name"), {}, 30},
                     {heading("control"), {}, 12},      {heading("clause"), {}, 14},
                     {heading("group"), {}, 26},        {heading("requirement"), {}, 44},
                     {heading("products"), {}, 36},     {heading("result"), words_of_results(texts), 18},
                     {heading("reason"), {}, 24},       {heading("evidence"), {}, 30},
                     {heading("assessed_on"), {}, 14},  {heading("assessor"), {}, 24},
                     {heading("compensation"), {}, 30}, {heading("expires"), {}, 14},
                     {heading("automatic"), {}, 40},    {heading("remark"), {}, 30}};
    for (const ControlView& view : views) {
        for (const rules::ControlStatus& status : view.controls.controls) {
            const ControlAssessment own = status.assessment.value_or(ControlAssessment());
            sheet.rows.push_back(
                {view.system.id, view.system.name, status.control->id, status.control->clauses.at(*view.controls.level),
                 status.control->group.in(texts.language()), status.control->title.in(texts.language()),
                 products_in_words(status, texts),
                 status.assessment ? texts.text("control_result." + std::string(name_of(own.result))) : std::string(),
                 own.reason, own.evidence, date_text(own.assessed_on), own.assessor, own.compensation,
                 date_text(own.expires), automatic_in_words(status, rules, texts),
                 status.disagreement ? texts.text("control.disagreement") : std::string()});
        }
    }
    return sheet;
}

base::Result<ReadControls> read_control_sheet(const std::filesystem::path& path, const DossierBook& book,
                                              const LevelData& data, const base::Catalogue& texts, base::Date today) {
    auto table = read_sheet(path);
    if (!table) return tl::unexpected(table.error());
    const ControlColumns columns(*table);
    if (!columns.usable())
        return base::fail(base::ErrorCode::bad_input, "control.no_columns", {}, {table->file, table->heading_line, {}});
    ReadControls out;
    for (const base::TableRow& row : table->rows) {
        ++out.rows;
        if (cell(row, columns.result).empty()) continue;
        const auto refuse = [&](base::Error error) {
            error.place = {table->file, row.line, error.place.detail};
            out.defects.push_back(std::move(error));
        };
        auto assessment = assessment_of(row, columns, texts);
        if (!assessment) {
            refuse(assessment.error());
            continue;
        }
        if (book.system(assessment->system) == nullptr) {
            std::vector<std::string> ids;
            for (const auto& system : book.inventory.systems)
                ids.push_back(system.id);
            refuse({base::ErrorCode::not_found,
                    "level.no_system",
                    {{"id", assessment->system}, {"nearest", base::nearest(assessment->system, ids).value_or("")}},
                    {}});
            continue;
        }
        const rules::ControlCatalogue* catalogue = catalogue_with(data, assessment->control);
        if (catalogue == nullptr) continue;
        if (auto good = rules::check(*assessment, *catalogue, today); !good) {
            refuse(good.error());
            continue;
        }
        out.assessments.push_back(std::move(*assessment));
    }
    return out;
}

}  // namespace attt::app
