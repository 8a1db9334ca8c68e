//! Generates the messages from Protocol/, which COHORT_PROTOCOL names.
//!
//! Protoc reads the files: the reader of this version of rust-protobuf refuses `optional`. What is optional is a oneof of
//! one here, which has the same bytes.

use protobuf::{descriptor::FileDescriptorSet, Message};
use std::{env, fs, path::PathBuf, process::Command};

const FILES: [&str; 8] = ["access", "accounts", "admin", "audit", "meta", "objects", "sessions", "types"];

fn main() {
    println!("cargo:rerun-if-env-changed=COHORT_PROTOCOL");
    let protocol = PathBuf::from(env::var("COHORT_PROTOCOL").expect("COHORT_PROTOCOL names Protocol/"));
    println!("cargo:rerun-if-changed={}", protocol.display());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let names = FILES.map(|name| format!("cohort/v1/{name}.proto"));

    let set = out.join("set");
    let status = Command::new("protoc")
        .arg(format!("--descriptor_set_out={}", set.display()))
        .current_dir(&protocol)
        .args(&names)
        .status();
    assert!(status.expect("protoc is there").success());
    let set = FileDescriptorSet::parse_from_bytes(&fs::read(set).unwrap()).unwrap();
    // `mod.rs` names the modules that are made.
    let customize = protobuf_codegen::Customize { gen_mod_rs: Some(true), ..Default::default() };
    protobuf_codegen::gen_and_write(set.get_file(), &names.map(Into::into), &out, &customize).unwrap();
}
