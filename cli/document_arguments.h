// Arguments of the commands about what leaves the building, by what they mean there: they are kept in fields that the
// topics share.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace attt::cli {

// Which of these commands it is stands in `kind`, under the command of documents.
inline constexpr Command document_command = Command::report_agency;
inline constexpr std::string_view register_issue = "register.issue", register_list = "register.list",
                                  register_show = "register.show", register_record = "register.record",
                                  report_verify = "report.verify", export_data = "export", site_build = "site.build";

template <class Text, class Texts, class Flag, class Any>
struct DocumentFields {
    explicit DocumentFields(Any& shared)
        : number(shared.levels.number),
          title(shared.text),
          recipients(shared.levels.parts),
          date(shared.levels.date),
          document(shared.finding.document),
          note(shared.levels.note),
          action(shared.finding.action),
          supersedes(shared.record),
          table(shared.record_kind),
          bom(shared.partial),
          open_data(shared.strict) {}

    Text& number;       // register issue --number
    Text& title;        // register issue --title
    Texts& recipients;  // --to
    Text& date;         // --date, --on
    Text& document;     // register replied --document
    Text& note;         // --note
    Text& action;       // sent, received, replied
    Text& supersedes;   // register supersede OLD
    Text& table;        // export csv --table
    Flag& bom;          // export csv --bom
    Flag& open_data;    // site build --public
};
using WrittenDocumentArguments = DocumentFields<std::string, std::vector<std::string>, bool, Arguments>;
using DocumentArguments =
    DocumentFields<const std::string, const std::vector<std::string>, const bool, const Arguments>;

}  // namespace attt::cli
