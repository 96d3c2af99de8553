// The anchors that certificates are judged against: the system's, and those added by hand (--ca, attt.toml).
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct x509_store_st;

namespace attt::scanner {

class TrustStore {
  public:
    // Reads the system's anchors and each PEM file of `added` (a leaf may be an anchor).
    // Errors: trust.unreadable (file), trust.no_certificate (file).
    static base::Result<TrustStore> load(const std::vector<std::string>& added);
    TrustStore(TrustStore&&) noexcept;
    TrustStore& operator=(TrustStore&&) noexcept;
    ~TrustStore();

    x509_store_st* store() const { return store_.get(); }
    // SHA-256 over the sorted hashes of all anchors: tells whether the ruler changed between two runs.
    const std::string& fingerprint() const { return fingerprint_; }
    // Whether an anchor (DER) is one of the system's, as browsers' authorities are, or was added by hand.
    bool is_of_system(std::string_view der) const;

  private:
    TrustStore();
    struct Free {
        void operator()(x509_store_st* store) const;
    };
    std::unique_ptr<x509_store_st, Free> store_;
    std::string fingerprint_;
    std::set<std::string> of_system_;  // SHA-256, hexadecimal
};

}  // namespace attt::scanner
