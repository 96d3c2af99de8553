// Who holds which role, for what a post may do.
#include "base/hash.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;

Result<RoleHolder> holder_at(const SQLite::Statement& row, const std::string& path) {
    const std::string name = text_at(row, 1);
    for (std::size_t i = 0; i < role_names.size(); ++i) {
        if (role_names[i] == name)
            return RoleHolder{text_at(row, 0), static_cast<Role>(i), text_at(row, 2), time_at(row, 3)};
    }
    return base::fail(damaged(path, "role of " + text_at(row, 0)));
}

}  // namespace

Result<std::optional<RoleHolder>> Store::role_of(const std::string& post) {
    return guarded(impl_->path, [&]() -> Result<std::optional<RoleHolder>> {
        SQLite::Statement row(impl_->database, "SELECT post,role,agency,since FROM role_holder WHERE post=?1");
        if (!bound(row, post).executeStep()) return std::nullopt;
        auto holder = holder_at(row, impl_->path);
        if (!holder) return base::fail(holder.error());
        return std::optional(std::move(*holder));
    });
}

Result<std::vector<RoleHolder>> Store::roles() {
    return guarded(impl_->path, [&]() -> Result<std::vector<RoleHolder>> {
        SQLite::Statement row(impl_->database, "SELECT post,role,agency,since FROM role_holder ORDER BY post");
        std::vector<RoleHolder> out;
        while (row.executeStep()) {
            auto holder = holder_at(row, impl_->path);
            if (!holder) return base::fail(holder.error());
            out.push_back(std::move(*holder));
        }
        return out;
    });
}

Result<void> Store::set_role(const RoleHolder& holder) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        execute(impl_->database,
                "INSERT INTO role_holder(post,role,agency,since) VALUES(?1,?2,?3,?4) ON CONFLICT(post) DO UPDATE SET "
                "role=excluded.role,agency=excluded.agency,since=excluded.since",
                holder.post, name_of(holder.role), holder.agency, holder.since);
        append_audit(impl_->database, impl_->actor, "role.set", holder.post,
                     base::Object{{"role", name_of(holder.role)}, {"agency", holder.agency}}, holder.since);
        transaction.commit();
        return {};
    });
}

Result<std::string> Store::keep_bytes(std::string_view bytes, const std::string& media_type) {
    return guarded(impl_->path, [&]() -> Result<std::string> {
        WriteTransaction transaction(impl_->database);
        BlobWriter(impl_->database).put(bytes, media_type);
        transaction.commit();
        return base::sha256_hex(bytes);
    });
}

}  // namespace attt::store
