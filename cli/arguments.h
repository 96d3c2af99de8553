// The command line as plain data. Only arguments.cpp knows the library that parses it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"

namespace attt::cli {

enum class Command {
    none,
    init,
    import,
    scan,
    evaluate,
    probe,
    targets,
    findings_list,
    findings_show,
    changes,
    report_agency,
    rules_check,
    rules_test,
    rules_list,
    rules_show,
    rules_explain,
    db_check,
    computers_match,
    computers_link,
    computers_split,
    coverage,
};

struct Arguments {
    Command command = Command::none;
    std::string workspace;  // -C
    std::string actor;      // --as
    bool json = false;      // --format json, --json

    std::vector<std::string> files;  // import FILE…
    std::string kind;                // import --as-kind
    bool strict = false;

    std::string directory;  // init DIR
    std::string url;        // probe URL
    std::string list_file;  // probe --file
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
    std::string head;  // db check --head

    std::string source;     // import --source, computers link and split
    std::string record;     // computers link and split
    std::string reason;     // computers link and split
    std::string explain;    // coverage --explain
    bool partial = false;   // import --partial
    bool complete = false;  // import --complete
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
