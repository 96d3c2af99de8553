// Writes the files of one request into a directory and notes them in the audit chain.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace attt::app {

class DocumentWriting {
  public:
    // Errors: those of files.
    static base::Result<DocumentWriting> begin(store::Store& store, std::filesystem::path directory, std::string action,
                                               std::string subject, base::Date as_of, const std::string& only);
    // May be called by several threads at once. Errors: those of files.
    base::Result<void> add(const std::string& name, std::string_view bytes);
    // Errors: those of the store.
    base::Result<void> finish(store::Store& store, base::Time at);

  private:
    std::filesystem::path directory_;
    std::string action_, subject_;
    base::Date as_of_;
    std::map<std::string, std::string> hashes_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

}  // namespace attt::app
