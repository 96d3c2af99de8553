// The command line as plain data. Only arguments.cpp knows the library that parses it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"
#include "cli/level_arguments.h"

namespace attt::cli {

enum class Command {
    none,
    init,
    import,
    inventory,
    template_,
    privacy_show,
    privacy_export,
    privacy_erase,
    scan,
    evaluate,
    probe,
    targets,
    targets_explain,
    plan_report,
    plan_record,
    plan_request,
    plan_merge,
    records_import,
    records_list,
    records_history,
    records_void,
    records_check,
    records_summary,
    records_template,
    calendar,
    findings_list,
    findings_show,
    findings_log,
    findings_escalations,
    findings_step,
    findings_export,
    findings_apply,
    findings_verify,
    findings_retest,
    drill_plan,
    drill_list,
    drill_readiness,
    drill_held,
    drill_import,
    roles_set,
    roles_list,
    waiting_list,
    waiting_export,
    waiting_apply,
    changes,
    report_agency,
    rules_check,
    rules_test,
    rules_list,
    rules_show,
    rules_explain,
    db_check,
    db_backup,
    runs_list,
    runs_accept,
    diff,
    rescore,
    level_propose,
    level_import,
    level_questions,
    dossier_list,
    dossier_show,
    dossier_record,
    dossier_import,
    dossier_sheet,
    dossier_late,
    dossier_review,
    dossier_reconcile,
    controls_sheet,
    controls_import,
    controls_show,
    controls_gap,
    report_mau08,
    law,
    import_ksc,
    import_map,
    report_avreport,
    computers_match,
    computers_link,
    computers_split,
    coverage,
    external_import,
    external_list,
    external_unmatched,
    inbox,
    schedule,
    office_run,
    week,
    mail_digest,
    mail_send,
    mail_list,
    mail_settle,
    tls_profile,
    tls_clients,
};

// What the commands about findings add.
struct FindingArguments {
    std::vector<std::string> ids;
    std::string ids_file;  // --from
    std::string assignee;  // --assignee, a filter
    bool overdue = false;
    std::optional<int> older_than;  // days
    std::string action;             // assign, due, …: which findings_step it is
    std::string text;               // --to, --text, --reason
    std::string date;               // --on, --until
    std::string kind;               // of a waiver; of a role
    std::string answer;
    std::string evidence;
    bool dry_run = false;
    bool skip_conflicts = false;
    std::string csv, xlsx;                     // export --csv, --xlsx
    std::string html;                          // readiness --html
    std::string pages;                         // readiness --pages
    std::vector<std::string> scope;            // drill plan --scope
    std::vector<std::string> systems;          // drill held --systems
    std::string lead, document;                // drill held
    std::optional<std::int64_t> participants;  // drill held
};

struct KscArguments {  // import ksc
    std::string url, certificate, credentials, record, replay;
    int timeout = 1800;  // seconds, of the whole
};

// What the office's week adds: the folder, the timer, mail, and the results of others.
struct OfficeArguments {
    std::string table;       // findings import --table
    std::string assessment;  // findings import --assessment
    bool once = false;       // inbox --once
    std::string folder;      // inbox --folder
    std::string cycle;       // run CYCLE
    bool install = false;    // schedule --install
    bool remove = false;     // schedule --remove
    std::string units;       // schedule --dir
    std::string user;        // schedule --user
    std::string eml;         // mail, run --eml DIR
    std::string settle;      // mail settle --as
    std::string html;        // week --html
};

struct TlsArguments {
    std::string host;                   // tls profile HOST, tls clients HOST
    std::string file;                   // --file, of attt probe
    std::vector<std::string> profiles;  // --profile
    std::vector<std::string> without;   // --without
    std::vector<std::string> kinds;     // --kind
};

struct Arguments {
    Command command = Command::none;
    std::string workspace;  // -C
    std::string actor;      // --as
    bool json = false;      // --format json, --json

    std::vector<std::string> files;  // import FILE…
    std::string kind;                // import --as, inventory KIND, template KIND
    bool strict = false;
    bool overdue = false;  // privacy erase
    bool dry_run = false;
    bool retire_missing = false;
    std::string text;    // inventory, privacy --text
    std::string before;  // privacy --before

    std::string directory;  // init DIR
    std::string url;        // probe URL
    std::string list_file;  // probe --file
    std::string probe_out;  // probe --out
    bool resume = false;    // probe --resume
    std::string connect;
    std::vector<std::string> anchors;  // --ca
    std::string depth = "core";
    std::string authorisation;
    std::string host_map;

    std::string agency;
    std::string site;
    std::vector<std::string> probes;  // --only
    std::optional<std::uint64_t> seed;

    std::string as_of;
    std::string members;                // targets --members ID
    int year = 0;                       // targets --year; 0: the newest plan that has targets
    std::string id;                     // findings show, report agency, rules show and explain
    std::string subject;                // rules explain
    std::string severity, rule, state;  // findings filters
    std::string out;
    std::string format;    // where more than text and json can be asked for
    std::string known_on;  // --known-on: "now" or a date
    std::string record_kind;
    std::string reason;  // records void, runs accept, computers link and split
    int days = 0;        // calendar --days
    struct PlanValue {
        std::string value, numerator, denominator, date, evidence, by, document, body;
    } plan_value;
    std::string head;  // db check --head
    FindingArguments finding;

    std::string outside_hours;            // scan --outside-hours REASON
    bool exposure = false;                // scan, probe --exposure
    bool intrusive = false;               // scan, probe --intrusive
    bool revocation = false;              // scan, probe --revocation
    std::string ct_logs;                  // probe --ct-logs FILE
    bool notice = false;                  // scan --notice
    std::string backup_file;              // db backup FILE
    std::int64_t run = 0, other_run = 0;  // runs accept RUN; diff RUN1 RUN2
    std::string rules;                    // rescore --rules

    LevelArguments levels;

    std::string source;     // import --source, computers link and split
    std::string record;     // computers link and split
    std::string explain;    // coverage --explain
    bool partial = false;   // import --partial
    bool complete = false;  // import --complete
    std::string profile;    // import --profile
    KscArguments ksc;
    OfficeArguments office;
    TlsArguments tls;
};

struct Parsed {
    Arguments arguments;
    std::optional<std::string> help;     // asked for: print and end with 0
    std::optional<base::Error> problem;  // bad usage: say it and end with 2
};

// The language is looked for first (--lang, else Vietnamese), since help and errors are written in it.
base::Language language_of(int argc, const char* const* argv);
Parsed parse_arguments(int argc, const char* const* argv, const base::Catalogue& texts);

}  // namespace attt::cli
