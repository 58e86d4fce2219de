// The storefront window's screens: where to go and what to do before the picture.

export const scenes = [{ name: "storefront-shelf", at: "/storefront.html" }];
