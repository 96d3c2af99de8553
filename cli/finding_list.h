// What the commands about findings share: the selection that the arguments name.
#pragma once

#include "app/finding_work.h"
#include "app/findings.h"
#include "app/sheet.h"
#include "cli/session.h"

namespace attt::cli {

// The ids, those of --from, and the filters.
base::Result<app::FindingQuery> query_of(const Arguments& arguments);
// Looks them up; on failure it has been said, and `opened.code` is set.
std::optional<app::FindingTable> find(const Session& session, Opened& opened, const app::FindingQuery& query);
std::optional<app::FindingTable> find(const Session& session, Opened& opened);

// Writes it to what --csv and --xlsx name ("-" is the terminal), and says so.
int write_sheet(const Session& session, const app::Sheet& sheet);
// That neither was given; nothing where one was.
std::optional<base::Error> no_file(const FindingArguments& given);

void print_rows(const Session& session, const app::FindingTable& list, const rules::RuleSet& rules);

}  // namespace attt::cli
