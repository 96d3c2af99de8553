#include "cli/session.h"

#include "app/finding_work.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

int exit_code(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::bad_input:
        case base::ErrorCode::bad_usage:
        case base::ErrorCode::not_found:
        case base::ErrorCode::outside_scope:
        case base::ErrorCode::unsupported: return ExitCode::bad_input;
        default: return ExitCode::not_finished;
    }
}

// What changes the province's own records: for officers. What an agency may do to its findings is looked at by finding;
// what only reads is for everybody.
bool for_officers(Command command) {
    switch (command) {
        case Command::import:
        case Command::privacy_erase:
        case Command::scan:
        case Command::evaluate:
        case Command::plan_record:
        case Command::plan_merge:
        case Command::records_import:
        case Command::records_void:
        case Command::findings_verify:
        case Command::findings_retest:
        case Command::drill_plan:
        case Command::drill_held:
        case Command::drill_import:
        case Command::roles_set:
        case Command::waiting_apply:
        case Command::runs_accept:
        case Command::rescore:
        case Command::level_import:
        case Command::dossier_record:
        case Command::dossier_import:
        case Command::controls_import:
        case Command::computers_link:
        case Command::computers_split:
        case Command::external_import:
        case Command::inbox:
        case Command::office_run:
        case Command::mail_digest:
        case Command::mail_send:
        case Command::mail_settle: return true;
        default: return false;
    }
}

}  // namespace

void Session::say(const std::vector<base::Error>& errors) const {
    for (const base::Error& error : errors)
        print_error(texts.sentence(error));
}

int Session::refuse(const base::Error& error, const std::vector<base::Error>& defects) const {
    say(defects);
    print_error(texts.sentence(error));
    return exit_code(error.code);
}

base::Result<base::Date> Session::as_of() const {
    if (arguments.as_of.empty()) return base::local_date(base::now());
    return base::parse_date(arguments.as_of);
}

base::Result<app::AsOf> Session::as_of_known() const {
    auto date = as_of();
    if (!date) return tl::unexpected(date.error());
    app::AsOf out{*date, std::nullopt};
    if (arguments.known_on == "now") {
        out.known = base::now();
    } else if (!arguments.known_on.empty()) {
        auto known = base::parse_date(arguments.known_on);
        if (!known) return tl::unexpected(known.error());
        out.known = app::moment_of(*known);
    }
    return out;
}

Opened open(const Session& session) {
    Opened out = open_without_rules(session);
    if (!out) return out;
    std::vector<base::Error> defects;
    auto rules = app::load_rules(&out.workspace, defects);
    if (!rules) {
        out.code = session.refuse(rules.error(), defects);
        out.store.reset();
        return out;
    }
    out.rules = std::move(*rules);
    return out;
}

Opened open_without_rules(const Session& session) {
    Opened out;
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    if (!workspace) {
        out.code = session.refuse(workspace.error(), defects);
        return out;
    }
    out.workspace = std::move(*workspace);
    auto store = app::open_store(out.workspace, session.actor);
    if (!store) {
        out.code = session.refuse(store.error());
        return out;
    }
    if (for_officers(session.arguments.command)) {
        if (auto may = app::officers_only(*store, session.actor); !may) {
            out.code = session.refuse(may.error());
            return out;
        }
    }
    out.store.emplace(std::move(*store));
    return out;
}

std::string severity_in_words(model::Severity severity, const base::Catalogue& texts) {
    return texts.text("severity." + std::string(name_of(severity)));
}

}  // namespace attt::cli
