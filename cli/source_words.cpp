#include "cli/source_words.h"

#include "cli/terminal.h"

namespace attt::cli {

base::Value to_value(const app::SourceReport& report) {
    return base::Object{{"source", report.name},
                        {"format", report.format},
                        {"as_of", base::to_rfc3339(report.as_of)},
                        {"stored", report.stored},
                        {"partial", report.partial},
                        {"records", report.records},
                        {"added", report.added},
                        {"changed", report.changed},
                        {"unchanged", report.unchanged},
                        {"kept", report.kept},
                        {"removed", report.removed},
                        {"rejected", report.refused},
                        {"personal_dropped", report.personal_dropped}};
}

void say_source(const Session& session, const app::SourceReport& report) {
    session.say(report.warnings);
    session.say(report.defects);
    if (!report.stored) {
        if (!session.arguments.json) print_error(session.texts.text("cli.nothing_imported"));
        return;
    }
    if (session.arguments.json) return;
    const base::MessageArguments values{{"source", report.name},
                                        {"records", std::to_string(report.records)},
                                        {"added", std::to_string(report.added)},
                                        {"changed", std::to_string(report.changed)},
                                        {"unchanged", std::to_string(report.unchanged)},
                                        {"kept", std::to_string(report.kept)},
                                        {"removed", std::to_string(report.removed)},
                                        {"rejected", std::to_string(report.refused)},
                                        {"as_of", base::show_time(report.as_of)}};
    print_line(session.texts.text("computers.imported", values));
    if (report.how == inventory::Taken::added_to) print_line(session.texts.text("computers.imported_added_to", values));
    if (report.how == inventory::Taken::shrunk) print_line(session.texts.text("computers.imported_shrunk", values));
    if (report.personal_dropped > 0)
        print_line(
            session.texts.text("computers.personal_dropped", {{"count", std::to_string(report.personal_dropped)}}));
}

}  // namespace attt::cli
