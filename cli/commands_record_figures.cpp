// records summary
#include <algorithm>

#include "app/record_summary.h"
#include "base/json.h"
#include "base/rational.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

std::string sentence_id(std::string id) {
    std::replace(id.begin(), id.end(), '.', '_');
    return "figure." + id;
}

}  // namespace

int run_records_summary(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    const std::string& agency = session.arguments.agency;
    auto summary = app::summarise_records(opened.workspace, *opened.store, opened.rules, *as_of, session.arguments.year,
                                          agency, defects);
    if (!summary) return session.refuse(summary.error(), defects);
    const auto& [year, figures] = *summary;
    const base::Catalogue& texts = session.texts;
    base::Array rows;
    TextTable table({texts.text("figure.col_item"), texts.text("figure.col_value"), texts.text("figure.col_of"),
                     texts.text("figure.col_share")});
    for (const rules::Figure& figure : figures) {
        base::Object row{{"id", figure.id}, {"value", figure.value}};
        if (figure.of) row.set("of", *figure.of);
        rows.emplace_back(std::move(row));
        const bool shares = figure.of && *figure.of > 0;
        const bool comma = texts.language() == base::Language::vi;
        table.add({texts.text(sentence_id(figure.id)), std::to_string(figure.value),
                   figure.of ? std::to_string(*figure.of) : "",
                   shares ? base::show_percent(figure.value, *figure.of, comma) + "%" : ""});
    }
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.records_summary/1"},
                                                     {"year", year},
                                                     {"as_of", base::to_iso_date(as_of->date)},
                                                     {"agency", agency},
                                                     {"figures", std::move(rows)}}));
        return ExitCode::done;
    }
    if (figures.empty()) {
        print_line(texts.text("figure.none", {{"year", std::to_string(year)}}));
        return ExitCode::done;
    }
    print_line(texts.text("figure.title", {{"year", std::to_string(year)}, {"date", base::show_date(as_of->date)}}));
    print(table.text());
    print_line(texts.text("figure.hint"));
    return ExitCode::done;
}

}  // namespace attt::cli
