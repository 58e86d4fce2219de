//! The demo's pictures, drawn for this project: see `tests/data/README.md`.

/// A picture of a product.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The product, as the list of apparel calls it.
    pub(super) handle: &'static str,
    /// The name the list gives the first picture of a product; further ones have names of their own.
    pub(super) file: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! jpeg {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/data/demo-pictures/", $name, ".jpg"))
    };
}

/// The mark of Harbour & Thread.
pub(super) const HARBOUR: &[u8] = jpeg!("harbour-and-thread");
/// The mark of Lantern Books.
pub(super) const LANTERN: &[u8] = jpeg!("lantern-books");

/// In the order of the list, the further pictures of a product after its first.
pub(super) const DRAWN: &[Drawn] = &[
    Drawn {
        handle: "ocean-blue-shirt",
        file: "young-man-in-bright-fashion_925x.jpg",
        bytes: jpeg!("ocean-blue-shirt"),
    },
    Drawn {
        handle: "ocean-blue-shirt",
        file: "ocean-blue-shirt-back.jpg",
        bytes: jpeg!("ocean-blue-shirt-back"),
    },
    Drawn {
        handle: "classic-varsity-top",
        file: "casual-fashion-woman_925x.jpg",
        bytes: jpeg!("classic-varsity-top"),
    },
    Drawn {
        handle: "classic-varsity-top",
        file: "classic-varsity-top-back.jpg",
        bytes: jpeg!("classic-varsity-top-back"),
    },
    Drawn {
        handle: "classic-varsity-top",
        file: "classic-varsity-top-near.jpg",
        bytes: jpeg!("classic-varsity-top-near"),
    },
    Drawn {
        handle: "yellow-wool-jumper",
        file: "autumn-photographer-taking-picture_925x.jpg",
        bytes: jpeg!("yellow-wool-jumper"),
    },
    Drawn {
        handle: "yellow-wool-jumper",
        file: "yellow-wool-jumper-near.jpg",
        bytes: jpeg!("yellow-wool-jumper-near"),
    },
    Drawn {
        handle: "floral-white-top",
        file: "city-woman-fashion_925x@2x.jpg",
        bytes: jpeg!("floral-white-top"),
    },
    Drawn {
        handle: "striped-silk-blouse",
        file: "striped-blouse-fashion_925x.jpg",
        bytes: jpeg!("striped-silk-blouse"),
    },
    Drawn {
        handle: "classic-leather-jacket",
        file: "leather-jacket-and-tea_925x.jpg",
        bytes: jpeg!("classic-leather-jacket"),
    },
    Drawn {
        handle: "classic-leather-jacket",
        file: "classic-leather-jacket-back.jpg",
        bytes: jpeg!("classic-leather-jacket-back"),
    },
    Drawn {
        handle: "classic-leather-jacket",
        file: "classic-leather-jacket-near.jpg",
        bytes: jpeg!("classic-leather-jacket-near"),
    },
    Drawn {
        handle: "dark-denim-top",
        file: "young-female-models-denim_925x.jpg",
        bytes: jpeg!("dark-denim-top"),
    },
    Drawn {
        handle: "navy-sport-jacket",
        file: "mens-fall-fashion-jacket_925x.jpg",
        bytes: jpeg!("navy-sport-jacket"),
    },
    Drawn {
        handle: "dark-winter-jacket",
        file: "smiling-woman-on-snowy-afternoon_925x.jpg",
        bytes: jpeg!("dark-winter-jacket"),
    },
    Drawn {
        handle: "black-leather-bag",
        file: "black-bag-over-the-shoulder_925x.jpg",
        bytes: jpeg!("black-leather-bag"),
    },
    Drawn {
        handle: "black-leather-bag",
        file: "black-leather-bag-near.jpg",
        bytes: jpeg!("black-leather-bag-near"),
    },
    Drawn {
        handle: "zipped-jacket",
        file: "menswear-blue-zip-up-jacket_925x.jpg",
        bytes: jpeg!("zipped-jacket"),
    },
    Drawn {
        handle: "silk-summer-top",
        file: "young-hip-woman-at-carnival_925x.jpg",
        bytes: jpeg!("silk-summer-top"),
    },
    Drawn {
        handle: "longsleeve-cotton-top",
        file: "woman-outside-brownstone_925x.jpg",
        bytes: jpeg!("longsleeve-cotton-top"),
    },
    Drawn {
        handle: "chequered-red-shirt",
        file: "red-plaid-shirt_925x.jpg",
        bytes: jpeg!("chequered-red-shirt"),
    },
    Drawn {
        handle: "chequered-red-shirt",
        file: "chequered-red-shirt-back.jpg",
        bytes: jpeg!("chequered-red-shirt-back"),
    },
    Drawn {
        handle: "white-cotton-shirt",
        file: "smiling-woman-poses_925x.jpg",
        bytes: jpeg!("white-cotton-shirt"),
    },
    Drawn {
        handle: "olive-green-jacket",
        file: "urban-fashion_925x.jpg",
        bytes: jpeg!("olive-green-jacket"),
    },
    Drawn {
        handle: "olive-green-jacket",
        file: "olive-green-jacket-back.jpg",
        bytes: jpeg!("olive-green-jacket-back"),
    },
    Drawn {
        handle: "blue-silk-tuxedo",
        file: "man-adjusts-blue-tuxedo-bowtie_925x.jpg",
        bytes: jpeg!("blue-silk-tuxedo"),
    },
    Drawn { handle: "red-sports-tee", file: "womens-red-t-shirt_925x.jpg", bytes: jpeg!("red-sports-tee") },
    Drawn {
        handle: "striped-skirt-and-top",
        file: "woman-in-the-city_925x.jpg",
        bytes: jpeg!("striped-skirt-and-top"),
    },
    Drawn { handle: "led-high-tops", file: "putting-on-your-shoes_925x.jpg", bytes: jpeg!("led-high-tops") },
    Drawn { handle: "led-high-tops", file: "led-high-tops-night.jpg", bytes: jpeg!("led-high-tops-night") },
];
