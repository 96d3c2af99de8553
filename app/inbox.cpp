#include "app/inbox.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "app/finding_sheet.h"
#include "app/judge.h"
#include "app/scan_lock.h"
#include "app/week.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using base::Result;

tl::unexpected<base::Error> unwritable(const fs::path& path, const std::error_code& error) {
    return base::fail(base::ErrorCode::io, "file.unwritable", {{"path", path.string()}, {"reason", error.message()}});
}

Result<void> move_file(const fs::path& from, const fs::path& to) {
    if (auto made = base::make_directory(to.parent_path(), 0770); !made) return made;
    std::error_code error;
    fs::rename(from, to, error);
    if (!error) return {};
    // another file system: written whole before the first is let go
    auto bytes = base::read_file(from);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto written = base::write_file(to, *bytes, 0660); !written) return written;
    fs::remove(from, error);
    if (error) return unwritable(from, error);
    return {};
}

// "093015": what tells files of one name apart within a day.
std::string clock_of(base::Time at) {
    const auto second = std::chrono::floor<std::chrono::seconds>(at - base::start_of_day(base::local_date(at)));
    const std::chrono::hh_mm_ss clock(second);
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(static_cast<long>(number)); };
    return two(clock.hours().count()) + two(clock.minutes().count()) + two(clock.seconds().count());
}

// A path that nothing has yet.
fs::path free_path(const fs::path& wanted) {
    fs::path out = wanted;
    std::error_code ignored;
    for (int n = 2; fs::exists(out, ignored) && n < 10'000; ++n)
        out = wanted.parent_path() /
              (wanted.stem().string() + " (" + std::to_string(n) + ")" + wanted.extension().string());
    return out;
}

// A file's name as it may stand in ours: some of its bytes may be no UTF-8.
std::string shown_name(const fs::path& path) {
    const std::string name = base::printable(base::nfc(path.filename().string()), 180);
    return name.empty() ? "tep" : name;
}

base::Value detail_of(const Intake& intake) {
    return base::Object{
        {"changed", intake.changed},
        {"lines", intake.lines},
        {"problems", static_cast<std::int64_t>(intake.problems.size())},
        {"first_problems", std::vector<std::string>(
                               intake.problems.begin(),
                               intake.problems.begin() + std::min<std::ptrdiff_t>(20, std::ssize(intake.problems)))}};
}

class Pass {
  public:
    Pass(IntakeDesk& desk, const InboxFolders& folders) : desk_(desk), folders_(folders) {}

    // What an interrupted pass had begun.
    Result<void> resume() {
        std::error_code error;
        std::vector<fs::path> left;
        for (const fs::directory_entry& entry : fs::directory_iterator(folders_.working(), error)) {
            for (const FoundFile& file : dropped_files(entry.path()))
                left.push_back(file.path);
        }
        std::sort(left.begin(), left.end());
        for (const fs::path& file : left) {
            if (auto done = process(file); !done) return done;
        }
        return {};
    }

    Result<void> take(const fs::path& dropped) {
        const fs::path own = folders_.working() / (clock_of(base::now()) + "-" + std::to_string(++number_));
        if (auto made = base::make_directory(own, 0770); !made) return made;
        const fs::path file = own / dropped.filename();
        std::error_code error;
        fs::rename(dropped, file, error);
        // somebody took it back meanwhile
        if (error == std::errc::no_such_file_or_directory) return {};
        if (error) return unwritable(dropped, error);
        return process(file);
    }

    InboxPass& result() { return out_; }
    bool changed() const { return changed_; }

  private:
    Result<void> process(const fs::path& file) {
        const base::Time at = base::now();
        auto bytes = base::read_file(file);
        Intake intake;
        std::optional<store::InboxFile> before;
        std::string hash(64, '0');
        if (bytes) {
            hash = base::sha256_hex(*bytes);
            auto known = store::inbox_file_taken(desk_.store, hash);
            if (!known) return tl::unexpected(known.error());
            before = std::move(*known);
        }
        if (before) {
            intake.outcome = IntakeOutcome::known;
        } else {
            auto taken = take_once(file, at);
            if (!taken) return tl::unexpected(taken.error());
            intake = std::move(*taken);
        }
        changed_ = changed_ || intake.changed;
        store::InboxFile noted;
        noted.sha256 = hash;
        noted.name = shown_name(file);
        noted.kind = name_of(intake.kind);
        noted.outcome = name_of(intake.outcome);
        noted.at = at;
        noted.detail = detail_of(intake);
        auto id = store::note_inbox_file(desk_.store, noted);
        if (!id) return tl::unexpected(id.error());
        return put_away(file, intake, before ? &*before : nullptr, *id, at);
    }

    // A file that ends the program each time would stop all others: the third time it goes back.
    Result<Intake> take_once(const fs::path& file, base::Time at) {
        constexpr std::size_t most_tries = 2;
        const fs::path mark = file.parent_path() / ".lan-thu";
        const auto tried = base::read_file(mark, 64);
        if (tried && tried->size() >= most_tries) {
            Intake out;
            out.problems.push_back(desk_.texts.text("intake.broke_off"));
            return out;
        }
        if (auto written = base::write_file(mark, (tried ? *tried : std::string()) + "x", 0660); !written)
            return tl::unexpected(written.error());
        auto taken = take_in(desk_, file.string(), at);
        std::error_code ignored;
        fs::remove(mark, ignored);
        return taken;
    }

    Result<void> put_away(const fs::path& file, const Intake& intake, const store::InboxFile* before, std::int64_t id,
                          base::Time at) {
        const std::string day = base::to_iso_date(base::local_date(at));
        const std::string name = shown_name(file);
        auto page = reports::render_office_page(receipt_of(name, intake, before, at, desk_.workspace, desk_.texts),
                                                desk_.texts, (base::data_directory() / "templates").string());
        if (!page) return tl::unexpected(page.error());
        const std::string stamp = clock_of(at) + " " + name;
        const fs::path receipt = free_path(folders_.receipts() / day / (stamp + ".html"));
        if (auto made = base::make_directory(receipt.parent_path(), 0770); !made) return made;
        if (auto written = base::write_file(receipt, *page, 0660); !written) return written;
        const bool refused = intake.outcome == IntakeOutcome::refused;
        const fs::path to = free_path((refused ? folders_.returned() : folders_.done()) / day / stamp);
        if (auto moved = move_file(file, to); !moved) return moved;
        // what came back lies beside what is to be mended
        if (refused) {
            if (auto written = base::write_file(to.string() + ".bien-nhan.html", *page, 0660); !written) return written;
        }
        std::error_code ignored;
        fs::remove_all(file.parent_path(), ignored);
        if (auto noted = store::note_moved(desk_.store, id, to.string()); !noted) return noted;
        out_.files.push_back({name, intake.kind, intake.outcome, receipt.string()});
        return {};
    }

    IntakeDesk& desk_;
    const InboxFolders& folders_;
    InboxPass out_;
    bool changed_ = false;
    int number_ = 0;
};

// Whether something was taken in since the last evaluation: a pass may have ended before it judged.
Result<bool> unjudged(store::Store& store) {
    auto last = store.last_evaluation(base::now());
    if (!last) return tl::unexpected(last.error());
    auto files = store::inbox_files(store, *last ? (*last)->at : base::Time());
    if (!files) return tl::unexpected(files.error());
    return std::any_of(files->begin(), files->end(),
                       [](const store::InboxFile& file) { return file.detail["changed"].bool_or(false); });
}

Result<std::string> write_sheet_out(const fs::path& path, const Sheet& sheet, base::Time at) {
    auto bytes = sheet_bytes(path, {sheet}, at);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto written = base::write_file(path, *bytes, 0660); !written) return tl::unexpected(written.error());
    return path.string();
}

}  // namespace

InboxFolders inbox_folders(const Workspace& workspace, const std::string& named) {
    return {named.empty() ? workspace.directory / "trao-doi" : fs::path(named)};
}

Result<void> make_folders(const InboxFolders& folders) {
    for (const fs::path& path :
         {folders.in(), folders.out(), folders.receipts(), folders.done(), folders.returned(), folders.working()}) {
        if (auto made = base::make_directory(path, 0770); !made) return made;
    }
    return {};
}

Result<InboxPass> take_inbox(IntakeDesk& desk, const InboxFolders& folders, base::Duration quiet,
                             std::vector<base::Error>& defects) {
    if (auto made = make_folders(folders); !made) return tl::unexpected(made.error());
    auto lock = ScanLock::take((desk.workspace.directory / "inbox.lock").string(), base::now());
    if (!lock) {
        if (lock.error().message != "scan.running") return tl::unexpected(lock.error());
        return base::fail(base::ErrorCode::busy, "inbox.running", lock.error().arguments);
    }
    Pass pass(desk, folders);
    if (auto resumed = pass.resume(); !resumed) return tl::unexpected(resumed.error());
    const auto before = dropped_files(folders.in());
    if (!before.empty()) {
        std::this_thread::sleep_for(quiet);
        const auto now = dropped_files(folders.in());
        const auto still = still_files(before, now);
        pass.result().waiting = now.size() - still.size();
        for (const FoundFile& file : still) {
            if (auto taken = pass.take(file.path); !taken) return tl::unexpected(taken.error());
        }
    }
    auto left = unjudged(desk.store);
    if (!left) return tl::unexpected(left.error());
    if (pass.changed() || *left) {
        auto judged = judge_now(desk.workspace, desk.store, desk.rules, std::nullopt, defects);
        if (!judged) return tl::unexpected(judged.error());
        pass.result().judged = true;
    }
    if (!pass.result().files.empty() || pass.result().judged) {
        auto written = write_results(desk, folders, base::now(), defects);
        if (!written) return tl::unexpected(written.error());
    }
    return std::move(pass.result());
}

Result<std::vector<std::string>> write_results(IntakeDesk& desk, const InboxFolders& folders, base::Time at,
                                               std::vector<base::Error>& defects) {
    if (auto made = make_folders(folders); !made) return tl::unexpected(made.error());
    std::vector<std::string> out;
    FindingQuery open;
    open.state = "work";
    auto findings = list_findings(desk.workspace, desk.store, open, at, defects);
    if (!findings) return tl::unexpected(findings.error());
    auto version = desk.store.newest_finding_event();
    if (!version) return tl::unexpected(version.error());
    auto week = week_of(desk.workspace, desk.store, desk.rules, desk.data, at, desk.texts, defects);
    if (!week) return tl::unexpected(week.error());
    const auto write = [&](const char* name, const Sheet& sheet) -> Result<void> {
        auto written = write_sheet_out(folders.out() / desk.texts.text(name), sheet, at);
        if (!written) return tl::unexpected(written.error());
        out.push_back(std::move(*written));
        return {};
    };
    if (auto written = write("inbox.file_findings", sheet_of(*findings, *version, desk.rules, desk.texts)); !written)
        return tl::unexpected(written.error());
    if (auto written = write("inbox.file_waiting", waiting_sheet(week->waiting, findings->inventory, desk.texts));
        !written)
        return tl::unexpected(written.error());
    auto page = reports::render_office_page(week_page(*week, desk.workspace, desk.texts), desk.texts,
                                            (base::data_directory() / "templates").string());
    if (!page) return tl::unexpected(page.error());
    const fs::path path = folders.out() / desk.texts.text("inbox.file_week");
    if (auto written = base::write_file(path, *page, 0660); !written) return tl::unexpected(written.error());
    out.push_back(path.string());
    return out;
}

}  // namespace attt::app
