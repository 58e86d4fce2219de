//! Declares the one command, so that a window without a capability for it cannot call it.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    if let Err(why) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={why:#}");
    }
}
