//! What an editor asks about a site, free of any protocol: what is under the cursor, where its counterpart is, who uses
//! it, what could stand there.
