// What every command needs: its arguments, the texts of the user's language, who acts, and one way to say what went
// wrong.
#pragma once

#include <optional>
#include <vector>

#include "app/targets.h"
#include "app/workspace.h"
#include "base/catalogue.h"
#include "cli/arguments.h"

namespace attt::cli {

// 0 done and nothing failing, 1 done with failing verdicts, 2 bad usage or bad input, 3 could not finish.
enum ExitCode : int { done = 0, failing = 1, bad_input = 2, not_finished = 3 };

struct Session {
    Arguments arguments;
    base::Catalogue texts;
    store::Actor actor;

    // Says the error (and, first, each defect) on standard error; the exit code that it means.
    int refuse(const base::Error& error, const std::vector<base::Error>& defects = {}) const;
    // Says them all on standard error.
    void say(const std::vector<base::Error>& errors) const;

    base::Result<base::Date> as_of() const;       // --as-of, else today
    base::Result<app::AsOf> as_of_known() const;  // with --known-on
};

// A workspace with its store and rules, opened together. On failure everything has been said, and `code` is set.
struct Opened {
    app::Workspace workspace;
    std::optional<store::Store> store;
    rules::RuleSet rules;
    int code = ExitCode::done;

    explicit operator bool() const { return store.has_value(); }
};
Opened open(const Session& session);
// The same where rules are not needed and need not be sound.
Opened open_without_rules(const Session& session);

std::string severity_in_words(model::Severity severity, const base::Catalogue& texts);

}  // namespace attt::cli
