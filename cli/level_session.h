// A workspace opened with levels, calendar and controls.
#pragma once

#include "app/judge.h"
#include "app/level_data.h"
#include "cli/session.h"

namespace attt::cli {

struct LevelSession : Opened {
    app::LevelData data;
};
// On failure everything has been said, and `code` is set.
inline LevelSession open_levels(const Session& session) {
    LevelSession out;
    static_cast<Opened&>(out) = open(session);
    if (!out) return out;
    std::vector<base::Error> defects;
    auto data = app::load_level_data(&out.workspace, out.rules, defects);
    if (data) {
        out.data = std::move(*data);
        return out;
    }
    out.code = session.refuse(data.error(), defects);
    out.store.reset();
    return out;
}

// What was recorded of levels, dossiers or controls is judged at once, so that the next look at the targets knows it.
// On failure everything has been said; the exit code.
inline int judge_again(const Session& session, LevelSession& opened) {
    std::vector<base::Error> defects;
    auto judged = app::judge_now(opened.workspace, *opened.store, opened.rules, std::nullopt, defects);
    return judged ? ExitCode::done : session.refuse(judged.error(), defects);
}

}  // namespace attt::cli
