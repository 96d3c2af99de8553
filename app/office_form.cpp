#include "app/office_form.h"

namespace attt::app {

reports::Issuer issuer_on(const Workspace& workspace, base::Date day) {
    reports::Issuer out;
    out.classification = workspace.config.classification;
    out.place = workspace.config.province;
    const Office* office = workspace.config.office_on(day);
    if (office == nullptr) return out;
    out.office = office->name;
    out.parent = office->parent;
    out.symbol = office->symbol;
    if (!office->place.empty()) out.place = office->place;
    out.authority = office->authority;
    out.post = office->post;
    out.signatory = office->signatory;
    out.recipients = office->recipients;
    return out;
}

}  // namespace attt::app
