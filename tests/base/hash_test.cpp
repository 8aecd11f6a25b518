#include "base/hash.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/sha256.hpp"

namespace carepool {
namespace {

std::uint64_t hash_of(const std::vector<std::uint32_t>& column) {
  Hasher hasher;
  hasher.values(std::span<const std::uint32_t>(column));
  return hasher.digest();
}

TEST(Hash, IsXxh3) {
  EXPECT_EQ(Hasher().digest(), 0x2D06800538D394C2u);  // published XXH3_64bits of nothing
}

TEST(Hash, DoesNotDependOnHowBytesArrive) {
  Hasher whole, parts;
  const std::string text = "placement, referral, provider, home, places";
  whole.bytes(text.data(), text.size());
  for (const char c : text) parts.value(c);
  EXPECT_EQ(whole.digest(), parts.digest());
}

TEST(Hash, OneFlippedBitChangesIt) {
  std::vector<std::uint32_t> column(300, 5);
  const std::uint64_t before = hash_of(column);
  for (std::size_t i = 0; i < column.size(); i += 7)
    for (unsigned bit = 0; bit < 32; bit += 5) {
      column[i] ^= 1u << bit;
      EXPECT_NE(hash_of(column), before);
      column[i] ^= 1u << bit;
    }
  EXPECT_EQ(hash_of(column), before);
}

TEST(Hash, ALineBetweenTwoTextsCounts) {
  Hasher a, b;
  a.string("ab");
  a.string("c");
  b.string("a");
  b.string("bc");
  EXPECT_NE(a.digest(), b.digest());
}

TEST(Hash, MayBeReadOnTheWay) {
  Hasher a, b;
  a.value(1);
  (void)a.digest();
  a.value(2);
  b.value(1);
  b.value(2);
  EXPECT_EQ(a.digest(), b.digest());
}

TEST(Sha256, KnownAnswers) {  // FIPS 180-2, appendix B
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  Sha256 sum;
  for (const char* piece : {"a", "", "bc"}) sum.add(piece);
  EXPECT_EQ(sum.hex(), sha256_hex("abc"));
}

TEST(Hex, HasSixteenDigits) {
  EXPECT_EQ(hex64(0), "0000000000000000");
  EXPECT_EQ(hex64(0x0123456789ABCDEFu), "0123456789abcdef");
}

}  // namespace
}  // namespace carepool
