// A zip archive in memory (libzip), read and never extracted. What a part unpacks to is counted as it comes, whatever
// the archive says of its size. Used by the readers of base.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace attt::base {

struct ArchiveLimits {
    std::uint64_t inflated = 256U << 20U;  // bytes that one part may unpack to
    std::uint64_t ratio = 200;             // of unpacked to packed bytes, for parts that unpack to more than 1 MiB
    std::uint64_t entries = 10'000;
};

// One part being unpacked. Lives no longer than its archive.
class ArchivePart {
  public:
    ArchivePart(ArchivePart&&) noexcept;
    ArchivePart& operator=(ArchivePart&&) noexcept;
    ~ArchivePart();

    // Appends up to `wanted` bytes to `out`; false at the end. Errors: spreadsheet.damaged (part), spreadsheet.bomb
    // (part).
    Result<bool> read(std::string& out, std::size_t wanted);

    // What the archive says that the part unpacks to: a hint, not to be relied on.
    std::uint64_t claimed_size() const;

  private:
    friend class Archive;
    struct State;
    explicit ArchivePart(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

class Archive {
  public:
    // `bytes` must outlive the object. Errors: spreadsheet.damaged, spreadsheet.too_large.
    static Result<Archive> open(std::string_view bytes, const std::string& file, ArchiveLimits limits);
    Archive(Archive&&) noexcept;
    Archive& operator=(Archive&&) noexcept;
    ~Archive();

    // Names are compared without case, as Office does; a leading slash is ignored.
    bool contains(std::string_view part) const;
    // Errors: spreadsheet.damaged (part), spreadsheet.encrypted.
    Result<ArchivePart> part(std::string_view part) const;
    // A whole part of at most `limit` bytes. Errors: those of part(), and spreadsheet.too_large (part).
    Result<std::string> read(std::string_view part, std::size_t limit) const;

  private:
    struct State;
    explicit Archive(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace attt::base
