#include "scanner/tls/revocation.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hash.h"
#include "scanner/tls/certificate.h"
#include "scanner/tls/crl.h"
#include "scanner/tls/ocsp.h"

namespace attt::scanner::tls {
namespace {

constexpr std::size_t ocsp_limit = 64U << 10U;
constexpr std::size_t crl_limit = 16U << 20U;
constexpr std::size_t most_certificates = 10;

// One certificate's way through all that may be asked.
class Enquiry {
  public:
    Enquiry(const std::string& certificate, const std::string& issuer, Authorities& authorities, net::Deadline deadline,
            base::Array& told)
        : certificate_(certificate), issuer_(issuer), authorities_(authorities), deadline_(deadline), told_(told) {}

    void ask(const std::string& staple) {
        const RevocationAnswer stapled = staple.empty() ? RevocationAnswer() : read_ocsp(staple, certificate_, issuer_);
        if (stapled.status == "revoked") return keep(stapled, "staple");
        for (const std::string& responder : ocsp_addresses(certificate_))
            if (take(responder, "ocsp")) return;
        for (const std::string& point : crl_addresses(certificate_))
            if (take(point, "crl")) return;
        if (stapled.settles()) keep(stapled, "staple");
    }

    base::Object fact() const {
        const base::Object about = leaf_facts(certificate_);
        base::Object out;
        if (const base::Value* subject = about.find("subject")) out.set("subject", *subject);
        out.set("sha256", base::sha256_hex(certificate_));
        out.set("status", answer_.status.empty() ? "unanswered" : answer_.status);
        if (answer_.status.empty()) out.set("why", answer_.why.empty() ? "no_address" : answer_.why);
        if (!by_.empty()) out.set("by", by_);
        if (answer_.status != "revoked") return out;
        if (answer_.revoked_at) out.set("revoked_at", base::to_rfc3339(*answer_.revoked_at));
        if (!answer_.reason.empty()) out.set("reason", answer_.reason);
        return out;
    }

  private:
    void keep(const RevocationAnswer& answer, const std::string& by) {
        answer_ = answer;
        by_ = by;
    }

    // True when the answer settles the matter. "unknown" says more than no answer; the first failure is the one told.
    bool take(const std::string& address, const std::string& by) {
        const RevocationAnswer answer = by == "ocsp" ? ask_responder(address) : ask_list(address);
        const bool first = by_.empty();
        if (answer.settles() || (answer.status == "unknown" && answer_.status.empty()) || first) keep(answer, by);
        return answer.settles();
    }

    // RFC 6960, appendix A.1; the base64 is percent-encoded.
    RevocationAnswer ask_responder(const std::string& responder) {
        std::string url = responder;
        if (!url.ends_with('/')) url += '/';
        for (const char c : base::base64(ocsp_request(certificate_, issuer_)))
            url += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
        return read(responder, url, ocsp_limit,
                    [&](const std::string& body) { return read_ocsp(body, certificate_, issuer_); });
    }

    RevocationAnswer ask_list(const std::string& point) {
        return read(point, point, crl_limit,
                    [&](const std::string& body) { return read_crl(body, certificate_, issuer_, base::now()); });
    }

    template <class Read>
    RevocationAnswer read(const std::string& address, const std::string& url, std::size_t limit, Read reading) {
        base::Object told{{"address", address}};
        RevocationAnswer answer;
        if (deadline_.passed()) {
            answer.why = "timeout";
        } else {
            const auto fetched = authorities_.get(url, limit, deadline_);
            answer.why = fetched->why;
            if (!fetched->detail.empty()) told.set("detail", fetched->detail);
            if (answer.why.empty()) answer = reading(fetched->body);
        }
        if (answer.this_update) told.set("this_update", base::to_rfc3339(*answer.this_update));
        if (answer.next_update) told.set("next_update", base::to_rfc3339(*answer.next_update));
        told_.emplace_back(std::move(told));
        return answer;
    }

    const std::string& certificate_;
    const std::string& issuer_;
    Authorities& authorities_;
    const net::Deadline deadline_;
    base::Array& told_;
    RevocationAnswer answer_;
    std::string by_;
};

base::Object doubt(const char* fact, base::Value value, const std::string& reason) {
    return base::Object{{"fact", fact}, {"value", std::move(value)}, {"reason", reason}};
}

// One that is revoked settles the path; else all must be good.
void state_whole(const base::Array& all, base::Object& facts, base::Array& doubts) {
    const auto has = [&](std::string_view status) {
        return [status](const base::Value& each) { return each["status"].string_or("") == status; };
    };
    if (std::any_of(all.begin(), all.end(), has("revoked"))) return void(facts.set("revoked", true));
    const auto open = std::find_if_not(all.begin(), all.end(), has("good"));
    if (open == all.end()) return void(facts.set("revoked", false));
    const std::string why = (*open)["why"].string_or("the authority does not know the certificate");
    doubts.emplace_back(doubt("revoked", nullptr, (*open)["subject"].string_or("") + ": " + why));
}

}  // namespace

void state_revocation(const RevocationQuestion& question, Authorities& authorities, net::Deadline deadline,
                      base::Object& facts, base::Array& doubts, base::Object& measures) {
    if (question.path.size() < 2) {
        const std::string reason = question.path.empty() ? "no path with sound signatures to an anchor is known"
                                                         : "the certificate is an anchor itself";
        for (const char* fact : {"revocation", "revoked"})
            doubts.emplace_back(doubt(fact, nullptr, reason));
        return;
    }
    base::Array all;
    base::Array told;
    const std::size_t count = std::min(question.path.size() - 1, most_certificates);
    for (std::size_t i = 0; i < count; ++i) {
        Enquiry enquiry(question.path[i], question.path[i + 1], authorities, deadline, told);
        enquiry.ask(i == 0 ? question.staple : std::string());
        all.emplace_back(enquiry.fact());
    }
    state_whole(all, facts, doubts);
    facts.set("revocation", std::move(all));
    measures.set("answers", std::move(told));
}

}  // namespace attt::scanner::tls
