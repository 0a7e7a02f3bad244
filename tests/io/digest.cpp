#include "calm/io/digest.hpp"

#include "support.hpp"

#include <string>

using calm::io::sha256;
using namespace calm_test;

TEST_CASE("SHA-256 gives the examples of FIPS 180", "[io][digest]") {
    const auto of = [](std::string_view text) { return sha256().update(text).hex(); };
    CHECK(of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(of(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("pieces of any size give the same digest, and asking does not change it", "[io][digest]") {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>(i);
    const auto whole = sha256().update(text).hex();
    for (const std::size_t piece : {1u, 55u, 56u, 63u, 64u, 65u, 127u}) {
        sha256 digest;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            digest.update(std::string_view(text).substr(at, piece));
            static_cast<void>(digest.hex());
        }
        CHECK(digest.hex() == whole);
    }
}

TEST_CASE("the digest of a file is that of its bytes", "[io][digest]") {
    const scratch dir;
    const std::string text(150'001, '\n');
    CHECK(calm::io::file_sha256(dir.write("f", text)) == sha256().update(text).hex());
    CHECK(error_of([&] { static_cast<void>(calm::io::file_sha256(dir / "absent")); })->id() == calm::error_id::cannot_open);
}
