// A directory that is written beside its place and moved there whole: nobody sees half of it, and a failure leaves what
// was there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::base {

class StagedDirectory {
  public:
    // `target`: where it will be; its parent is made where it is missing. Error: file.unwritable.
    static Result<StagedDirectory> begin(const std::filesystem::path& target);
    StagedDirectory(StagedDirectory&&) noexcept;
    StagedDirectory& operator=(StagedDirectory&&) = delete;
    ~StagedDirectory();  // what was not moved goes away

    // Writes a file by its name within the directory; not flushed to the disk one by one. Errors: file.unwritable,
    // file.disk_full.
    Result<void> write(const std::filesystem::path& name, std::string_view bytes);
    // Flushes all and moves it to its place; what was there before goes away. Error: file.unwritable.
    Result<void> commit();

    const std::filesystem::path& path() const { return staged_; }

  private:
    StagedDirectory(std::filesystem::path target, std::filesystem::path staged);

    std::filesystem::path target_;
    std::filesystem::path staged_;  // empty: moved
};

}  // namespace attt::base
