// The office's folder: what is dropped into "Hộp vào" is taken in, what came of it is told in a receipt, and fresh
// results lie in "Hộp ra". The database stays in the workspace.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/folder_watch.h"
#include "app/intake.h"
#include "reports/office_page.h"
#include "store/office.h"

namespace attt::app {

struct InboxFolders {
    std::filesystem::path root;
    std::filesystem::path in() const { return root / "Hộp vào"; }
    std::filesystem::path out() const { return root / "Hộp ra"; }
    std::filesystem::path receipts() const { return out() / "Biên nhận"; }
    std::filesystem::path done() const { return root / "Đã nhận"; }
    std::filesystem::path returned() const { return root / "Trả lại"; }
    std::filesystem::path working() const { return root / ".dang-xu-ly"; }
};
// `named`, else trao-doi/ of the workspace, which may be a link to a share.
InboxFolders inbox_folders(const Workspace& workspace, const std::string& named);
// Makes those that are missing. Errors: file.unwritable.
base::Result<void> make_folders(const InboxFolders& folders);

struct TakenFile {
    std::string name;
    IntakeKind kind = IntakeKind::unknown;
    IntakeOutcome outcome = IntakeOutcome::refused;
    std::string receipt;  // path
};

struct InboxPass {
    std::vector<TakenFile> files;
    std::size_t waiting = 0;  // files that are still being copied or edited
    bool judged = false;
};

// One pass: files that stood still between two looks `quiet` apart, and those that an earlier pass was interrupted
// with. Errors: those of the store and the disk; what is wrong with a file is in its receipt.
base::Result<InboxPass> take_inbox(IntakeDesk& desk, const InboxFolders& folders, base::Duration quiet,
                                   std::vector<base::Error>& defects);

// Sheets that go out and come back, and the week's page, as things stand now. The paths written.
base::Result<std::vector<std::string>> write_results(IntakeDesk& desk, const InboxFolders& folders, base::Time at,
                                                     std::vector<base::Error>& defects);

// The receipt of one file.
reports::OfficePage receipt_of(const std::string& name, const Intake& intake, const store::InboxFile* before,
                               base::Time at, const Workspace& workspace, const base::Catalogue& texts);

}  // namespace attt::app
