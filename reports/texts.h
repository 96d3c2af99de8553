// The texts of documents: the office's own where it has written one, else the program's.
#pragma once

#include "base/catalogue.h"

namespace attt::reports {

class Texts {
  public:
    // Both must outlive the object; `office` may be null.
    explicit Texts(const base::Catalogue& program, const base::Catalogue* office = nullptr)
        : program_(program), office_(office) {}

    base::Language language() const { return program_.language(); }
    const base::Catalogue& program() const { return program_; }
    std::string text(std::string_view id, const base::MessageArguments& arguments = {}) const {
        return office_ != nullptr && office_->contains(id) ? office_->text(id, arguments)
                                                           : program_.text(id, arguments);
    }

  private:
    const base::Catalogue& program_;
    const base::Catalogue* office_;
};

}  // namespace attt::reports
