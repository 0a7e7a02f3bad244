#include "calm/io/atomic_file.hpp"

#include "support.hpp"

#include <filesystem>
#include <string>
#include <utility>

#if __has_include(<sys/resource.h>)
#include <csignal>
#include <sys/resource.h>
#endif

using calm::error_id;
using calm::io::atomic_file;
using namespace calm_test;

TEST_CASE("a file appears with commit and not before", "[io][atomic_file]") {
    const scratch dir;
    const auto target = dir / "out";
    const std::string big(200'000, 'x');
    {
        atomic_file file(target);
        file.append("a");
        file.append(big);
        file.append("");
        file.append("b");
        CHECK_FALSE(std::filesystem::exists(target));
        CHECK(file.bytes() == 200'002);
        file.commit();
    }
    CHECK(content(target) == "a" + big + "b");
    CHECK(dir.entries() == 1);
}

TEST_CASE("without commit the old file stays and nothing is left over", "[io][atomic_file]") {
    const scratch dir;
    const auto target = dir.write("out", "old");
    {
        atomic_file file(target);
        file.append(std::string(100'000, 'x'));
        atomic_file moved(std::move(file));
        moved.append("y");
    }
    CHECK(content(target) == "old");
    CHECK(dir.entries() == 1);
    atomic_file file(target);
    file.append("new");
    file.commit();
    CHECK(content(target) == "new");
}

TEST_CASE("an old file's permissions and links to it stay", "[io][atomic_file]") {
    const scratch dir;
    const auto target = dir.write("real", "old");
    const auto wanted = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(target, wanted);
    std::filesystem::create_symlink("real", dir / "link");
    atomic_file file(dir / "link");
    file.append("new");
    file.commit();
    CHECK(std::filesystem::is_symlink(dir / "link"));
    CHECK(content(target) == "new");
    CHECK(std::filesystem::status(target).permissions() == wanted);
}

TEST_CASE("a link to a file that is not there yet is written through", "[io][atomic_file]") {
    const scratch dir;
    std::filesystem::create_directory(dir / "sub");
    std::filesystem::create_symlink("sub/next", dir / "link");
    std::filesystem::create_symlink(dir / "absent", dir / "sub/next");
    atomic_file file(dir / "link");
    file.append("new");
    file.commit();
    CHECK(std::filesystem::is_symlink(dir / "link"));
    CHECK(std::filesystem::is_symlink(dir / "sub/next"));
    CHECK_FALSE(std::filesystem::is_symlink(dir / "absent"));
    CHECK(content(dir / "absent") == "new");

    std::filesystem::create_symlink("b", dir / "a");
    std::filesystem::create_symlink("a", dir / "b");
    const auto problem = error_of([&] { atomic_file circle(dir / "a"); });
    REQUIRE(problem);
    CHECK(problem->id() == error_id::cannot_write);
    CHECK(std::filesystem::is_symlink(dir / "a"));
}

TEST_CASE("targets that are no files, or in no directory, are refused", "[io][atomic_file]") {
    const scratch dir;
    for (const auto& target : {dir.path(), dir / "absent/out", dir.write("file", "") / "out"}) {
        const auto problem = error_of([&] { atomic_file file(target); });
        REQUIRE(problem);
        CHECK(problem->id() == error_id::cannot_write);
        CHECK(problem->where().file == target.string());
    }
    if (std::filesystem::exists("/dev/null")) {
        CHECK(error_of([] { atomic_file file("/dev/null"); })->id() == error_id::cannot_write);
        CHECK(std::filesystem::is_character_file("/dev/null"));
    }
    CHECK(dir.entries() == 1);
}

TEST_CASE("files committed together are replaced together, or not when one cannot be", "[io][atomic_file]") {
    const scratch dir;
    const auto a = dir.write("a", "old a");
    const auto b = dir / "b";
    {
        atomic_file first(a), second(b);
        first.append("new a");
        second.append("new b");
        atomic_file::commit_together({&first, &second});
    }
    CHECK(content(a) == "new a");
    CHECK(content(b) == "new b");
    {
        atomic_file first(a), second(dir / "c");
        first.append("newest a");
        std::filesystem::create_directory(dir / "c");  // in the way of the second rename
        const auto problem = error_of([&] { atomic_file::commit_together({&first, &second}); });
        REQUIRE(problem);
        CHECK(problem->id() == error_id::cannot_write);
        CHECK(problem->problem().find(a.string()) != std::string::npos);
    }
    CHECK(dir.entries() == 3);
}

#if __has_include(<sys/resource.h>)
TEST_CASE("a full disk is an error, and the old files stay", "[io][atomic_file]") {
    const scratch dir;
    const auto a = dir.write("a", "old a");
    const auto b = dir.write("b", "old b");
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tiny{100'000, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &tiny) == 0);
    std::optional<calm::error> at_once, at_commit;
    {
        atomic_file first(a), second(b);
        first.append("new a");
        at_once = error_of([&] { second.append(std::string(200'000, 'x')); });
    }
    {
        atomic_file first(a), second(b);
        first.append("new a");
        second.append(std::string(60'000, 'x'));
        second.append(std::string(60'000, 'x'));
        at_commit = error_of([&] { atomic_file::commit_together({&first, &second}); });
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    REQUIRE(at_once);
    CHECK(at_once->id() == error_id::write_failed);
    CHECK(at_once->where().file == b.string());
    REQUIRE(at_commit);
    CHECK(at_commit->id() == error_id::write_failed);
    CHECK(content(a) == "old a");
    CHECK(content(b) == "old b");
    CHECK(dir.entries() == 2);
}
#endif
